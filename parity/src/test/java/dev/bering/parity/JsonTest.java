package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Reports become JSON without any help. */
class JsonTest {

  @Test
  void writesAReport() throws Exception {
    try (TestTables tables = new TestTables()) {
      ComparisonReport report =
          tables.report(
              "id INTEGER|amt DOUBLE|n INTEGER\n1|10|1\n2|20|2\n3|nan|3",
              "id INTEGER|amt DOUBLE|n BIGINT\n1|10|1\n2|21|2\n4|nan|3",
              Comparison.by("id"),
              TestTables.FINGERPRINTS);
      ObjectMapper mapper = new ObjectMapper();
      JsonNode json = mapper.readTree(mapper.writeValueAsString(report));
      assertThat(json.at("/verdict").asText()).isEqualTo("MISMATCH");
      assertThat(json.at("/rows").toString())
          .isEqualTo(
              "{\"left\":3,\"right\":3,\"onlyLeft\":1,\"onlyRight\":1,\"changed\":1,\"equal\":1}");
      assertThat(json.at("/columns/0/samples").toString())
          .isEqualTo("[{\"key\":[\"2\"],\"left\":\"20.0\",\"right\":\"21.0\"}]");
      assertThat(json.at("/onlyLeft").toString()).isEqualTo("[[\"3\"]]");
      assertThat(json.at("/plan/columns/1/reason").asText())
          .isEqualTo("INTEGER on the left and BIGINT on the right compared as BIGINT");
      assertThat(json.at("/plan/schemaDifferences/0").toString())
          .isEqualTo(
              "{\"kind\":\"TYPE\",\"column\":\"n\",\"left\":\"INTEGER\",\"right\":\"BIGINT\"}");
      assertThat(json.at("/buckets/total").asInt()).isEqualTo(4);
      assertThat(json.at("/engine").asText()).isEqualTo("DuckDB 2.0.0");
    }
  }

  @Test
  void writesASetReport() throws Exception {
    try (TestTables tables = new TestTables()) {
      SetPlan plan =
          new ComparisonPlanner()
              .plan(
                  SetComparison.of("id"),
                  tables.table("left", "id\n1\n2"),
                  tables.table("right", "id\n2\n3"));
      SetReport report = new SetComparisonRunner(tables.engine()).run(plan);
      JsonNode json = new ObjectMapper().valueToTree(report);
      assertThat(json.at("/verdict").asText()).isEqualTo("MISMATCH");
      assertThat(json.at("/measures/0").toString())
          .isEqualTo(
              "{\"kind\":\"JACCARD\",\"value\":0.3333333333333333,\"low\":0.3333333333333333,\"high\":0.3333333333333333,\"wanted\":1.0,\"rung\":\"MISMATCH\"}");
      assertThat(json.at("/onlyRight").toString())
          .isEqualTo("[{\"values\":[\"'3'\"],\"left\":0,\"right\":1}]");
    }
  }
}
