package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.jobs.Job;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Rendering.Unhonoured;
import dev.bering.model.UserException;
import org.junit.jupiter.api.Test;

/** What a job file becomes on Databricks. */
class DatabricksPayloadTest {
  private static final String HEAD =
      """
      apiVersion: bering/v1
      kind: SparkJob
      metadata: {name: totals}
      platform: databricks
      """;
  private static final String SPEC =
      """
      spec:
        type: Scala
        sparkVersion: "3.5"
        mainApplicationFile: s3://code/totals.jar
        mainClass: com.acme.Totals
        arguments: [--day, "${params.day}", --by, "$${name}"]
        params: {day: {type: date, default: "${run.logicalDate}"}}
        deps:
          jars: [s3://code/more.jar]
          packages: ["org.apache.spark:spark-avro_2.13:4.0.0"]
        env: {TZ: UTC}
        secrets:
          DB: {ref: "aws-sm:totals#db", databricks: totals/db}
          OTHER: {ref: "databricks:totals/other"}
        sparkConf:
          spark.sql.session.timeZone: UTC
          spark.sql.ansi.enabled: false
          spark.yarn.appMasterEnv.STAGE: prod
          spark.executor.memory: 16g
      """;
  private static final String CLUSTER =
      """
      platforms:
        databricks:
          cluster:
            spark_version: 17.3.x-scala2.13
            node_type_id: m6id.2xlarge
            num_workers: 4
            spark_conf: {spark.databricks.io.cache.enabled: true}
            some_field_of_next_year: {depth: [1, 2.5, null, "x"], is_on: true}
      """;

  private static Rendering rendering(String... parts) {
    Job job = DatabricksJobs.of(HEAD + String.join("", parts));
    return new DatabricksPlatform().render(job);
  }

  private static String pretty(Rendering rendering) throws JsonProcessingException {
    return new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(rendering.payload());
  }

  private static String notebook(String path) {
    return """
        spec:
          type: Notebook
          sparkVersion: "4.1"
          mainApplicationFile: %s
          params: {day: {type: date, default: "${run.logicalDate}"}}
        """
        .formatted(path);
  }

  @Test
  void sendsANotebookWithTheParametersOfTheJobByName() {
    Rendering sent = rendering(notebook("/Workspace/Shared/totals"), CLUSTER);
    JsonNode task = sent.payload().at("/tasks/0");
    assertThat(task.path("notebook_task").toString())
        .isEqualTo(
            "{\"notebook_path\":\"/Workspace/Shared/totals\",\"source\":\"WORKSPACE\","
                + "\"base_parameters\":{\"day\":\"2026-11-23\"}}");
    assertThat(task.has("libraries")).isFalse();
    Rendering kept = rendering("run: {mode: scheduled}\n", notebook("/Shared/totals"), CLUSTER);
    assertThat(kept.payload().at("/tasks/0/notebook_task/base_parameters").toString())
        .isEqualTo("{\"day\":\"{{job.parameters.day}}\"}");
    Rendering inGit =
        rendering(
            notebook("jobs/totals"),
            CLUSTER,
            "    notebookSource: GIT\n",
            "    settings: {git_source: {git_url: \"https://git.example/a\", git_branch: main}}\n");
    assertThat(inGit.payload().at("/tasks/0/notebook_task/source").asText()).isEqualTo("GIT");
  }

  @Test
  void refusesANotebookThatNobodyCouldFind() {
    assertThatThrownBy(() -> rendering(notebook("totals"), CLUSTER))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "Cannot run job 'totals' on databricks: notebook totals of a workspace begins with /.");
    assertThatThrownBy(() -> rendering(notebook("/totals"), CLUSTER, "    notebookSource: GIT\n"))
        .hasMessageContaining(
            "Cannot run job 'totals' on databricks: notebook /totals of a repository does not begin with /.")
        .hasMessageContaining(
            "Cannot run job 'totals' on databricks: notebook /totals is in git, and nothing says in which repository.");
  }

  @Test
  void sendsAWholeJobWithEveryFieldOfItsClusterAsItStands() throws Exception {
    Rendering rendering =
        rendering(
            "run: {timeout: 2h, runAs: {servicePrincipal: sp-totals}}\n",
            "cost: {tags: {cost_center: \"4711\"}}\n",
            SPEC,
            CLUSTER,
            "    permissions: [{group_name: analysts, permission_level: CAN_VIEW}]\n",
            "    settings: {queue: {enabled: true}}\n");
    assertThat(pretty(rendering))
        .isEqualTo(
            """
            {
              "run_name" : "totals",
              "tasks" : [ {
                "task_key" : "main",
                "spark_jar_task" : {
                  "main_class_name" : "com.acme.Totals",
                  "parameters" : [ "--day", "2026-11-23", "--by", "${name}" ]
                },
                "libraries" : [ {
                  "jar" : "s3://code/totals.jar"
                }, {
                  "jar" : "s3://code/more.jar"
                }, {
                  "maven" : {
                    "coordinates" : "org.apache.spark:spark-avro_2.13:4.0.0"
                  }
                } ],
                "new_cluster" : {
                  "spark_version" : "17.3.x-scala2.13",
                  "node_type_id" : "m6id.2xlarge",
                  "num_workers" : 4,
                  "spark_conf" : {
                    "spark.sql.session.timeZone" : "UTC",
                    "spark.sql.ansi.enabled" : "false",
                    "spark.sql.legacy.timeParserPolicy" : "EXCEPTION",
                    "spark.sql.legacy.ctePrecedencePolicy" : "EXCEPTION",
                    "spark.sql.legacy.createHiveTableByDefault" : "true",
                    "spark.sql.parquet.datetimeRebaseModeInRead" : "EXCEPTION",
                    "spark.sql.parquet.datetimeRebaseModeInWrite" : "EXCEPTION",
                    "spark.sql.parquet.int96RebaseModeInRead" : "EXCEPTION",
                    "spark.sql.parquet.int96RebaseModeInWrite" : "EXCEPTION",
                    "spark.sql.avro.datetimeRebaseModeInRead" : "EXCEPTION",
                    "spark.sql.avro.datetimeRebaseModeInWrite" : "EXCEPTION",
                    "spark.sql.sources.default" : "parquet",
                    "spark.databricks.io.cache.enabled" : "true"
                  },
                  "some_field_of_next_year" : {
                    "depth" : [ 1, 2.5, null, "x" ],
                    "is_on" : true
                  },
                  "spark_env_vars" : {
                    "TZ" : "UTC",
                    "STAGE" : "prod",
                    "DB" : "{{secrets/totals/db}}",
                    "OTHER" : "{{secrets/totals/other}}"
                  },
                  "custom_tags" : {
                    "cost_center" : "4711",
                    "bering_job" : "totals"
                  }
                }
              } ],
              "timeout_seconds" : 7200,
              "run_as" : {
                "service_principal_name" : "sp-totals"
              },
              "access_control_list" : [ {
                "group_name" : "analysts",
                "permission_level" : "CAN_VIEW"
              } ],
              "queue" : {
                "enabled" : true
              }
            }""");
    assertThat(rendering.secrets()).isEmpty();
    assertThat(rendering.unhonoured()).isEmpty();
  }

  @Test
  void keepsAJobWhoseParametersAreFilledInByDatabricks() throws Exception {
    Rendering rendering =
        rendering(
            "run: {mode: scheduled, maxConcurrentRuns: 2, schedule: {quartzCronExpression: \"0 0 5 * * ?\"}}\n",
            "cost: {tags: {cost_center: \"4711\"}}\n",
            SPEC,
            CLUSTER);
    assertThat(pretty(rendering))
        .isEqualTo(
            """
            {
              "name" : "totals",
              "tasks" : [ {
                "task_key" : "main",
                "spark_jar_task" : {
                  "main_class_name" : "com.acme.Totals",
                  "parameters" : [ "--day", "{{job.parameters.day}}", "--by", "${name}" ]
                },
                "libraries" : [ {
                  "jar" : "s3://code/totals.jar"
                }, {
                  "jar" : "s3://code/more.jar"
                }, {
                  "maven" : {
                    "coordinates" : "org.apache.spark:spark-avro_2.13:4.0.0"
                  }
                } ],
                "new_cluster" : {
                  "spark_version" : "17.3.x-scala2.13",
                  "node_type_id" : "m6id.2xlarge",
                  "num_workers" : 4,
                  "spark_conf" : {
                    "spark.sql.session.timeZone" : "UTC",
                    "spark.sql.ansi.enabled" : "false",
                    "spark.sql.legacy.timeParserPolicy" : "EXCEPTION",
                    "spark.sql.legacy.ctePrecedencePolicy" : "EXCEPTION",
                    "spark.sql.legacy.createHiveTableByDefault" : "true",
                    "spark.sql.parquet.datetimeRebaseModeInRead" : "EXCEPTION",
                    "spark.sql.parquet.datetimeRebaseModeInWrite" : "EXCEPTION",
                    "spark.sql.parquet.int96RebaseModeInRead" : "EXCEPTION",
                    "spark.sql.parquet.int96RebaseModeInWrite" : "EXCEPTION",
                    "spark.sql.avro.datetimeRebaseModeInRead" : "EXCEPTION",
                    "spark.sql.avro.datetimeRebaseModeInWrite" : "EXCEPTION",
                    "spark.sql.sources.default" : "parquet",
                    "spark.databricks.io.cache.enabled" : "true"
                  },
                  "some_field_of_next_year" : {
                    "depth" : [ 1, 2.5, null, "x" ],
                    "is_on" : true
                  },
                  "spark_env_vars" : {
                    "TZ" : "UTC",
                    "STAGE" : "prod",
                    "DB" : "{{secrets/totals/db}}",
                    "OTHER" : "{{secrets/totals/other}}"
                  }
                }
              } ],
              "tags" : {
                "cost_center" : "4711",
                "bering_job" : "totals"
              },
              "parameters" : [ {
                "name" : "bering_token",
                "default" : ""
              }, {
                "name" : "day",
                "default" : ""
              } ],
              "max_concurrent_runs" : 2
            }""");
  }

  @Test
  void rendersOneDayAsAnotherIfTheJobIsKept() {
    String[] kept = {"run: {mode: scheduled}\n", SPEC, CLUSTER};
    Job today = DatabricksJobs.of(HEAD + String.join("", kept));
    Job other = DatabricksJobs.of(HEAD + String.join("", kept), "params.day=2020-02-29");
    DatabricksPlatform platform = new DatabricksPlatform();
    assertThat(platform.render(other).hash()).isEqualTo(platform.render(today).hash());
  }

  @Test
  void startsAJobByItselfOnlyIfItHasNoParameters() {
    String run =
        """
        run:
          mode: scheduled
          schedule: {quartzCronExpression: "0 0 5 * * ?", timezoneId: Europe/Madrid, owner: platform}
        """;
    String plain =
        """
        spec: {type: Scala, mainApplicationFile: s3://code/totals.jar, mainClass: com.acme.Totals}
        """;
    assertThat(rendering(run, plain, CLUSTER).payload().path("schedule"))
        .hasToString(
            "{\"quartz_cron_expression\":\"0 0 5 * * ?\",\"timezone_id\":\"Europe/Madrid\",\"pause_status\":\"UNPAUSED\"}");
    assertThatThrownBy(() -> rendering(run, SPEC, CLUSTER))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run job 'totals' on databricks: Databricks is to start it by itself, and only Bering knows the values of day.");
    assertThat(rendering(run.replace("scheduled", "adhoc"), plain, CLUSTER).unhonoured())
        .containsExactly(
            new Unhonoured(
                "run.schedule",
                "Databricks starts only jobs that it keeps; write 'mode: scheduled'"));
  }

  @Test
  void callsEntryPointsOfWheelsAndPythonFiles() {
    String cluster = CLUSTER;
    String wheel =
        """
        spec:
          type: Python
          entryPoint: {package: totals, function: main}
          arguments: [a, b]
          deps: {wheels: [s3://code/totals-1-py3-none-any.whl], requirements: s3://code/lock.txt}
        """;
    assertThat(task(rendering(wheel, cluster)))
        .startsWith(
            "{\"task_key\":\"main\",\"python_wheel_task\":{\"package_name\":\"totals\",\"entry_point\":\"main\",\"parameters\":[\"a\",\"b\"]},"
                + "\"libraries\":[{\"whl\":\"s3://code/totals-1-py3-none-any.whl\"},{\"requirements\":\"s3://code/lock.txt\"}],\"new_cluster\":{");
    String file =
        """
        spec:
          type: Python
          mainApplicationFile: s3://code/totals.py
          deps: {pyFiles: [s3://code/more.py], files: [s3://code/rates.csv]}
        """;
    Rendering rendering = rendering(file, cluster);
    assertThat(task(rendering))
        .startsWith(
            "{\"task_key\":\"main\",\"spark_python_task\":{\"python_file\":\"s3://code/totals.py\",\"parameters\":[]},\"new_cluster\":{");
    assertThat(rendering.unhonoured())
        .containsExactly(
            new Unhonoured(
                "spec.deps.pyFiles",
                "a cluster installs no loose Python files; pack them in a wheel"),
            new Unhonoured(
                "spec.deps.files", "a cluster is given no loose files; read them from a volume"));
  }

  private static String task(Rendering rendering) {
    return rendering.payload().path("tasks").path(0).toString();
  }

  @Test
  void makesWorkersAndMachinesOfWhatTheClusterLeavesOpen() {
    String open =
        "platforms: {databricks: {cluster: {spark_version: 17.3.x-scala2.13, node_type_id: a}}}\n";
    String asks =
        """
          driver: {cores: 4, memory: 16g}
          executor: {memory: 8g, instances: 10}
          dynamicAllocation: {enabled: true, minExecutors: 2, maxExecutors: 20}
          capacity: {driver: on-demand, workers: spot, fallback: none}
        """;
    Rendering rendering = rendering(SPEC, asks, open);
    assertThat(task(rendering))
        .contains("\"autoscale\":{\"min_workers\":2,\"max_workers\":20}")
        .contains("\"aws_attributes\":{\"first_on_demand\":1,\"availability\":\"SPOT\"}")
        .doesNotContain("num_workers");
    assertThat(rendering.unhonoured())
        .containsExactly(
            new Unhonoured("spec.executor.instances", "spec.dynamicAllocation decides"),
            new Unhonoured("spec.driver.cores", "the driver's node type decides"),
            new Unhonoured("spec.driver.memory", "the driver's node type decides"),
            new Unhonoured("spec.executor.memory", "the node type decides"));
    String said = CLUSTER + "      aws_attributes: {zone_id: auto}\n";
    rendering = rendering(SPEC, asks, said);
    assertThat(task(rendering))
        .contains("\"num_workers\":4")
        .contains("\"aws_attributes\":{\"zone_id\":\"auto\"}")
        .doesNotContain("autoscale");
    assertThat(rendering.unhonoured())
        .startsWith(
            new Unhonoured("spec.dynamicAllocation", "the cluster block says how many workers"),
            new Unhonoured("spec.executor.instances", "the cluster block says how many workers"),
            new Unhonoured("spec.capacity", "the cluster block says aws_attributes"));
  }

  @Test
  void letsTheClusterBlockStandAboveTheRestAndSaysSo() {
    Rendering rendering =
        rendering(
            SPEC, CLUSTER.replace("spark.databricks.io.cache.enabled", "spark.sql.ansi.enabled"));
    assertThat(task(rendering)).contains("\"spark.sql.ansi.enabled\":\"true\"");
    assertThat(rendering.unhonoured())
        .containsExactly(
            new Unhonoured(
                "spec.sparkConf.spark.sql.ansi.enabled",
                "the cluster block says another value at spark_conf"));
  }

  @Test
  void saysThatItKeepsNoDefaultsOnARuntimeThatItDoesNotKnow() {
    String unknown = CLUSTER.replace("17.3.x", "99.1.x");
    assertThat(rendering(SPEC, unknown).unhonoured())
        .containsExactly(
            new Unhonoured(
                "spec.sparkVersion",
                "nobody knows which Spark 99.1.x-scala2.13 carries, so that no default of 3.5 is kept; write sparkVersion under platforms.databricks"));
    Rendering told = rendering(SPEC, unknown, "    sparkVersion: \"4.1\"\n");
    assertThat(told.unhonoured()).isEmpty();
    assertThat(task(told)).contains("\"spark.sql.legacy.timeParserPolicy\":\"EXCEPTION\"");
  }

  @Test
  void knowsTheSparkOfARuntime() {
    assertThat(DatabricksRuntime.spark("15.4.x-photon-scala2.12")).contains("3.5");
    assertThat(DatabricksRuntime.spark("17.3.x-scala2.13")).contains("4.0");
    assertThat(DatabricksRuntime.spark("18.2.x-scala2.13")).contains("4.1");
    assertThat(DatabricksRuntime.spark("19.x-scala2.13")).contains("4.2");
    assertThat(DatabricksRuntime.spark("18.1.x-scala2.13")).isEmpty();
    assertThat(DatabricksRuntime.spark("custom:mine")).isEmpty();
    assertThat(DatabricksRuntime.spark("")).isEmpty();
  }

  @Test
  void refusesSecretsWhoseValuesItWouldHaveToSendWithEveryOtherReason() {
    String spec =
        SPEC.replace("databricks: totals/db", "databricks: \"totals/d}} b\"")
            .replace("databricks:totals/other", "env:OTHER");
    assertThatThrownBy(
            () -> rendering(spec, CLUSTER, "    settings: {tasks: [], idempotency_token: x}\n"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run job 'totals' on databricks: secret DB (totals/d}} b) names no scope and key of Databricks.
            Cannot run job 'totals' on databricks: secret OTHER (env:OTHER) names no scope and key of Databricks.
            Cannot run job 'totals' on databricks: platforms.databricks.settings says tasks, which Bering writes itself.
            Cannot run job 'totals' on databricks: platforms.databricks.settings says idempotency_token, which Bering writes itself.""");
  }

  @Test
  void keepsTheParameterByWhichItFindsRunsForItself() {
    assertThatThrownBy(
            () ->
                rendering(
                    "run: {mode: scheduled}\n",
                    SPEC.replace("params: {day:", "params: {bering_token: x, day:"),
                    CLUSTER))
        .hasMessage(
            "Cannot run job 'totals' on databricks: its parameter bering_token is the one by which Bering finds its runs.");
  }

  @Test
  void refusesMoreTagsThanDatabricksTakes() {
    StringBuilder tags = new StringBuilder("cost: {tags: {");
    for (int i = 0; i < 24; i++) {
      tags.append("t").append(i).append(": x, ");
    }
    String cost = tags.append("last: x}}\n").toString();
    assertThat(rendering(cost, SPEC, CLUSTER).payload().toString()).contains("\"t23\":\"x\"");
    assertThatThrownBy(() -> rendering("run: {mode: scheduled}\n", cost, SPEC, CLUSTER))
        .hasMessage(
            "Cannot run job 'totals' on databricks: it has 27 tags with those of Bering, and a job of Databricks takes 25.");
  }
}
