package dev.bering.flow;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class ColumnOriginsTest {
  private static final SparkSession SPARK = TestSpark.session();

  @TempDir(cleanup = CleanupMode.NEVER)
  static Path temporary;

  private static Path folder() {
    return temporary.resolve("a lake at 100 %");
  }

  @BeforeAll
  static void tables() {
    write("flows", "SELECT 'a' AS host, 1 AS port, 2L AS bytes, array('x') AS tags");
    write("hosts", "SELECT 'a' AS host, 'ann' AS owner");
  }

  private static void write(String table, String query) {
    SPARK.sql(query).coalesce(1).write().format("delta").save(folder().resolve(table).toString());
  }

  private static Dataset<Row> read(String table) {
    return new Pinned(Location.of(folder().resolve(table)), 0).read(SPARK);
  }

  private static Dataset<Row> flows() {
    return read("flows");
  }

  private static Dataset<Row> hosts() {
    return read("hosts");
  }

  /** Rows that no table holds. */
  private static Dataset<Row> fromMemory() {
    return SPARK.range(3).map((MapFunction<Long, String>) i -> "h" + i, Encoders.STRING()).toDF();
  }

  private static List<String> origins(Dataset<Row> rows) {
    return ColumnOrigins.of(rows).stream()
        .map(
            origin ->
                origin.sources().stream()
                    .map(from -> "%s.%s".formatted(from.table(), from.column()))
                    .collect(Collectors.joining(", ", origin.column() + " <- ", ""))
                    .replace(folder() + "/", ""))
        .toList();
  }

  @Test
  void followsColumnsThatAreRenamedAndComputed() {
    assertThat(
            origins(
                flows()
                    .where("port > 1")
                    .select(
                        col("host").as("name"),
                        expr("CASE WHEN port = 1 THEN bytes ELSE 0 END").as("low"),
                        expr("transform(tags, tag -> concat(tag, host))").as("marks"),
                        lit(1).as("one"))
                    .orderBy("low")
                    .limit(3)))
        .as("a column of none has no origin")
        .containsExactly(
            "name <- flows.host",
            "low <- flows.bytes, flows.port",
            "marks <- flows.host, flows.tags");
  }

  @Test
  void followsColumnsThroughJoinsGroupsAndUnions() {
    Dataset<Row> owned = flows().join(hosts(), "host");
    assertThat(
            origins(
                owned
                    .groupBy("owner")
                    .agg(sum("bytes").as("bytes"), count(lit(1)).as("rows"))
                    .withColumn("share", expr("bytes / sum(bytes) OVER (ORDER BY owner)"))))
        .containsExactly("owner <- hosts.owner", "bytes <- flows.bytes", "share <- flows.bytes");
    assertThat(origins(flows().select("host").union(hosts().select("owner")).distinct()))
        .containsExactly("host <- flows.host, hosts.owner");
    Dataset<Row> other = flows().select(col("host"), col("port").as("to"));
    assertThat(origins(flows().join(other, "host").select("host", "port", "to")))
        .containsExactly("host <- flows.host", "port <- flows.port", "to <- flows.port");
    assertThat(origins(flows().rollup("host").agg(sum("port").as("ports"))))
        .containsExactly("host <- flows.host", "ports <- flows.port");
    assertThat(origins(flows().select(col("port"), explode(col("tags")).as("tag"))))
        .containsExactly("port <- flows.port", "tag <- flows.tags");
  }

  @Test
  void leavesOutWhatCannotBeTold() {
    Dataset<Row> unknown = fromMemory().toDF("host");
    assertThat(
            origins(
                flows()
                    .join(unknown.withColumn("mark", col("host")), "host")
                    .select(
                        col("bytes"),
                        col("mark"),
                        coalesce(col("mark"), col("tags").getItem(0)).as("either"))))
        .containsExactly("bytes <- flows.bytes");
    assertThat(origins(flows().select("host").union(unknown))).isEmpty();
    assertThat(
            origins(
                flows()
                    .map((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
                    .toDF("host")))
        .as("a function of whole rows may use any column")
        .isEmpty();
    hosts().createOrReplaceTempView("known_hosts");
    assertThat(
            origins(
                flows()
                    .select(col("port"), expr("(SELECT max(owner) FROM known_hosts)").as("owner"))))
        .as("what a subquery reads")
        .containsExactly("port <- flows.port");
  }

  @Test
  void followsWhatPassesPortsAndCaches() {
    Dataset<Row> kept = flows().select("host", "bytes").persist();
    try {
      Dataset<Row> passed = Projection.of(kept, RecordEncoder.schema(Sent.class));
      assertThat(origins(NullGuard.over(passed, RecordEncoder.schema(Sent.class))))
          .containsExactly("host <- flows.host", "bytes <- flows.bytes");
    } finally {
      kept.unpersist();
    }
  }

  /** What a port declares, in other types than the table. */
  public record Sent(String host, double bytes) {}
}
