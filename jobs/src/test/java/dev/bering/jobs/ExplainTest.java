package dev.bering.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every value of a job with the place where it was said, and the schema that editors check by. */
class ExplainTest {

  private static Explanation of(String platform, String... sets) {
    return Explanation.of(
        JobFolder.of(JobFolder.JOB)
            .merged(new JobChoice(Optional.of(platform), Optional.empty(), List.of(sets))),
        JobFolder.CONTEXT);
  }

  private static List<String> lines(List<Explanation.Line> lines) {
    return lines.stream()
        .map(line -> "%s = %s <- %s".formatted(line.key(), line.value(), line.origin()))
        .toList();
  }

  @Test
  void everyValueHasItsPlace() {
    Explanation emr = of("emr", "driver.cores=3");
    assertThat(lines(emr.values()))
        .contains(
            "spec.sparkVersion = 4.1 <- built in",
            "platform = emr <- jobs/features.yaml:5",
            "spec.mainApplicationFile = s3://code/1.4.2/threat.jar <- jobs/features.yaml:10",
            "spec.arguments[1] = 2026-11-23 <- jobs/features.yaml:12",
            "spec.params.ds.default = 2026-11-23 <- jobs/features.yaml:14",
            "spec.driver.memory = 8g <- jobs/features.yaml:17",
            "spec.driver.cores = 3 <- --set driver.cores",
            "platforms.emr.releaseLabel = emr-7.9.0 <- jobs/features.yaml:19")
        .noneMatch(line -> line.contains("num_workers"));
    assertThat(emr.values().stream().filter(line -> line.key().equals("spec.arguments[1]")))
        .extracting(Explanation.Line::written)
        .containsExactly(Optional.of("${params.ds}"));
  }

  @Test
  void whatIsRemovedAndWhatCannotBeHonouredIsToldToo() {
    Explanation databricks = of("databricks");
    assertThat(lines(databricks.removed()))
        .containsExactly("spec.sparkConf.spark.sql.shuffle.partitions =  <- jobs/features.yaml:22");
    assertThat(databricks.unhonoured())
        .containsExactly(new Rendering.Unhonoured("spec.driver.memory", "the node type decides"));
    assertThat(databricks.settings())
        .extracting(setting -> setting.action() + " " + setting.key())
        .contains("DROP spark.yarn.queue");
    assertThat(lines(databricks.values()))
        .contains("platforms.databricks.cluster.num_workers = 2 <- jobs/features.yaml:21");
  }

  @Test
  void equalJobsHaveEqualHashesAndOthersHaveOthers() {
    assertThat(of("emr").hash()).hasSize(64).isEqualTo(of("emr").hash());
    assertThat(of("emr", "params.ds=2026-01-01").hash()).isNotEqualTo(of("emr").hash());
  }

  @Test
  void theSchemaTakesWhatTheReaderTakesAndNothingElse() throws Exception {
    String schema = new ObjectMapper().writeValueAsString(JobFolder.FORMAT.schema());
    var validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    assertThat(validator.validate(json("ds: 2026-01-01"), InputFormat.JSON)).isEmpty();
    assertThat(
            validator.validate(
                json("ds: 2026-01-01").replace("\"spec\"", "\"spek\""), InputFormat.JSON))
        .isNotEmpty();
    assertThat(validator.validate(json("ds: 1").replace("\"8g\"", "\"lots\""), InputFormat.JSON))
        .isNotEmpty();
    assertThat(validator.validate(json("ds: 1").replace("\"emr\"", "\"emrr\""), InputFormat.JSON))
        .isNotEmpty();
  }

  /** The job as JSON, with a parameter written short. */
  private static String json(String parameter) {
    return """
        {"apiVersion": "bering/v1", "kind": "SparkJob", "metadata": {"name": "features"},
         "platform": "emr",
         "spec": {"type": "Java", "sparkVersion": 4.1, "mainApplicationFile": "${artifacts}/a.jar",
                  "mainClass": "a.B", "arguments": ["--date", "${params.ds}"],
                  "params": {"%s": "%s", "out": {"type": "uri"}},
                  "sparkConf": {"spark.sql.shuffle.partitions": 400, "spark.a": null},
                  "driver": {"memory": "8g", "cores": 4}},
         "platforms": {"emr": {"releaseLabel": "x", "driver": {"cores": 2}}}}
        """
        .formatted(parameter.split(": ", 2)[0], parameter.split(": ", 2)[1]);
  }
}
