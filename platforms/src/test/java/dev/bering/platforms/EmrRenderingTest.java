package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Rendering.Unhonoured;
import dev.bering.jobs.RunContext;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What jobs become on EMR; nothing is sent. */
class EmrRenderingTest {
  private static final String JOB =
      """
      apiVersion: bering/v1
      kind: SparkJob
      metadata: {name: features}
      platform: %s
      spec:
        type: Java
        sparkVersion: "3.5"
        mainApplicationFile: s3://code/features.jar
        mainClass: com.acme.Features
        arguments: [--day, "${params.day}"]
        params: {day: {type: date, default: "${run.logicalDate}"}}
        env: {TZ: UTC}
        sparkConf: {spark.sql.session.timeZone: UTC, spark.yarn.queue: prod}
        executor: {cores: 4, memory: 16g}
        capacity: {workers: spot, fallback: on-demand}
      run: {timeout: 2h, runAs: {role: "arn:aws:iam::123456789012:role/jobs"}}
      cost: {tags: {cost_center: "4711"}}
      platforms:
        %s:
      %s
      """;
  private static final String TRANSIENT =
      """
      releaseLabel: emr-7.9.0
      logUri: s3://logs/emr/
      applications: [Spark, Hive]
      instances:
        Ec2SubnetIds: [subnet-1]
        InstanceFleets:
          - {InstanceFleetType: MASTER, TargetOnDemandCapacity: 1, InstanceTypeConfigs: [{InstanceType: m6g.xlarge}]}
          - {InstanceFleetType: CORE, TargetSpotCapacity: 10, InstanceTypeConfigs: [{InstanceType: r6g.2xlarge}]}
      configurations: [{Classification: spark-defaults, Properties: {spark.dynamicAllocation.enabled: true}}]
      """;

  private static Rendering rendered(String platform, String block, String... replace) {
    String text = JOB.formatted(platform, platform, block.indent(4).stripTrailing());
    for (int i = 0; i < replace.length; i += 2) {
      assertThat(text).contains(replace[i]);
      text = text.replace(replace[i], replace[i + 1]);
    }
    List<Platform> platforms = List.of(new EmrPlatform(), new EmrServerlessPlatform());
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("features.yaml", text)));
    var job = new JobFormat(platforms).catalogue(files).job("features", JobChoice.NONE);
    return job.platform()
        .render(
            job.resolve(
                new RunContext(
                    "features-1", LocalDate.of(2026, 11, 23), name -> Optional.empty())));
  }

  private static List<Problem> refusal(String block, String... replace) {
    return catchThrowableOfType(UserException.class, () -> rendered("emr", block, replace))
        .problems();
  }

  @Test
  void aClusterOfItsOwnIsOneRequestInEmrsWords() {
    Rendering rendering = rendered("emr", TRANSIENT);
    assertThat(rendering.payload().toPrettyString())
        .isEqualTo(
            """
            {
              "RunJobFlow" : {
                "Name" : "features",
                "ReleaseLabel" : "emr-7.9.0",
                "Instances" : {
                  "Ec2SubnetIds" : [ "subnet-1" ],
                  "InstanceFleets" : [ {
                    "InstanceFleetType" : "MASTER",
                    "TargetOnDemandCapacity" : 1,
                    "InstanceTypeConfigs" : [ {
                      "InstanceType" : "m6g.xlarge"
                    } ]
                  }, {
                    "InstanceFleetType" : "CORE",
                    "TargetSpotCapacity" : 10,
                    "InstanceTypeConfigs" : [ {
                      "InstanceType" : "r6g.2xlarge"
                    } ],
                    "LaunchSpecifications" : {
                      "SpotSpecification" : {
                        "TimeoutDurationMinutes" : 10,
                        "TimeoutAction" : "SWITCH_TO_ON_DEMAND"
                      }
                    }
                  } ],
                  "KeepJobFlowAliveWhenNoSteps" : false,
                  "TerminationProtected" : false
                },
                "Configurations" : [ {
                  "Classification" : "spark-defaults",
                  "Properties" : {
                    "spark.dynamicAllocation.enabled" : "true"
                  }
                } ],
                "LogUri" : "s3://logs/emr/",
                "Applications" : [ {
                  "Name" : "Spark"
                }, {
                  "Name" : "Hive"
                } ],
                "Steps" : [ {
                  "Name" : "features",
                  "ActionOnFailure" : "TERMINATE_CLUSTER",
                  "HadoopJarStep" : {
                    "Jar" : "command-runner.jar",
                    "Args" : [ "spark-submit", "--deploy-mode", "cluster", "--conf", "spark.executor.cores=4", "--conf", "spark.executor.memory=16g", "--conf", "spark.sql.session.timeZone=UTC", "--conf", "spark.yarn.queue=prod", "--conf", "spark.app.name=features", "--conf", "spark.yarn.appMasterEnv.TZ=UTC", "--conf", "spark.executorEnv.TZ=UTC", "--class", "com.acme.Features", "s3://code/features.jar", "--day", "2026-11-23" ]
                  }
                } ],
                "JobFlowRole" : "EMR_EC2_DefaultRole",
                "ServiceRole" : "EMR_DefaultRole",
                "AutoTerminationPolicy" : {
                  "IdleTimeout" : 600
                },
                "Tags" : [ {
                  "Key" : "cost_center",
                  "Value" : "4711"
                } ]
              }
            }""");
    assertThat(rendering.unhonoured())
        .containsExactly(
            new Unhonoured(
                "run.runAs.role",
                "a step that comes with its cluster has the role of its machines, jobFlowRole"));
  }

  @Test
  void aStepOnAClusterThatIsThereSaysWhatItCannotHave() {
    Rendering rendering =
        rendered(
            "emr",
            """
            clusterMode: step
            clusterId: j-2AXXXXXXGAPLF
            releaseLabel: emr-spark-8.1.0
            instances: {KeepJobFlowAliveWhenNoSteps: true}
            """);
    var request = rendering.payload().path("AddJobFlowSteps");
    assertThat(request.path("JobFlowId").asText()).isEqualTo("j-2AXXXXXXGAPLF");
    assertThat(request.path("ExecutionRoleArn").asText())
        .isEqualTo("arn:aws:iam::123456789012:role/jobs");
    assertThat(request.path("Steps")).hasSize(1);
    var step = request.path("Steps").get(0);
    assertThat(step.path("ActionOnFailure").asText()).isEqualTo("CONTINUE");
    // Written for Spark 3.5, on Spark 4.1: what decides results is said.
    assertThat(step.at("/HadoopJarStep/Args"))
        .anyMatch(argument -> argument.asText().equals("spark.sql.ansi.enabled=false"));
    assertThat(rendering.unhonoured())
        .containsExactly(
            new Unhonoured("platforms.emr.instances", "its cluster is there already"),
            new Unhonoured("spec.capacity", "its cluster is there already"),
            new Unhonoured("cost.tags", "a step has no tags, and its cluster has its own"));
  }

  @Test
  void aJobRunWithoutMachinesIsOneRequestInItsServicesWords() {
    Rendering rendering =
        rendered(
            "emr-serverless",
            """
            applicationId: 00fkht2eodujab09
            releaseLabel: emr-7.9.0
            logUri: s3://logs/emr
            configurationOverrides:
              applicationConfiguration:
                - {classification: spark-defaults, properties: {spark.executor.cores: 2, a: b}}
            """);
    assertThat(rendering.payload().toPrettyString())
        .isEqualTo(
            """
            {
              "StartJobRun" : {
                "applicationId" : "00fkht2eodujab09",
                "executionRoleArn" : "arn:aws:iam::123456789012:role/jobs",
                "name" : "features",
                "jobDriver" : {
                  "sparkSubmit" : {
                    "entryPoint" : "s3://code/features.jar",
                    "entryPointArguments" : [ "--day", "2026-11-23" ],
                    "sparkSubmitParameters" : "--class com.acme.Features"
                  }
                },
                "configurationOverrides" : {
                  "applicationConfiguration" : [ {
                    "classification" : "spark-defaults",
                    "properties" : {
                      "spark.executor.cores" : "4",
                      "a" : "b",
                      "spark.executor.memory" : "16g",
                      "spark.sql.session.timeZone" : "UTC",
                      "spark.app.name" : "features",
                      "spark.emr-serverless.driverEnv.TZ" : "UTC",
                      "spark.executorEnv.TZ" : "UTC"
                    }
                  } ],
                  "monitoringConfiguration" : {
                    "s3MonitoringConfiguration" : {
                      "logUri" : "s3://logs/emr"
                    }
                  }
                },
                "tags" : {
                  "cost_center" : "4711"
                },
                "executionTimeoutMinutes" : 120
              }
            }""");
    assertThat(rendering.unhonoured())
        .containsExactly(new Unhonoured("spec.capacity", "there are no machines to choose from"));
  }

  @Test
  void groupsThatLeaveTheirMarketOpenGetWhatTheJobWants() {
    Rendering rendering =
        rendered(
            "emr",
            """
            releaseLabel: emr-7.9.0
            instances:
              InstanceGroups:
                - {InstanceRole: MASTER, InstanceType: m6g.xlarge, InstanceCount: 1}
                - {InstanceRole: CORE, InstanceType: r6g.2xlarge, InstanceCount: 1, Market: ON_DEMAND}
                - {InstanceRole: TASK, InstanceType: r6g.2xlarge, InstanceCount: 9}
            """);
    assertThat(
            rendering
                .payload()
                .at("/RunJobFlow/Instances/InstanceGroups")
                .findValuesAsText("Market"))
        .containsExactly("ON_DEMAND", "SPOT");
    assertThat(rendering.unhonoured())
        .contains(
            new Unhonoured("spec.capacity.workers", "'instances' says Market ON_DEMAND"),
            new Unhonoured(
                "spec.capacity.fallback",
                "only fleets with spot machines that say nothing else have one"));
  }

  @Test
  void everyWordThatEmrDoesNotKnowIsRefusedByItsName() {
    assertThat(
            refusal(
                TRANSIENT,
                "TargetSpotCapacity: 10",
                "TargetSpotCapacitty: 10",
                "TargetOnDemandCapacity: 1",
                "TargetOnDemandCapacity: one",
                "Properties: {",
                "Propertys: {"))
        .containsExactly(
            new Problem(
                "JOB_PLATFORM_WORDS",
                "Cannot run job 'features' on emr: 'instances.InstanceFleets[0].TargetOnDemandCapacity' cannot be 'one' (jobs/features.yaml:26).",
                "write a number"),
            new Problem(
                "JOB_PLATFORM_WORDS",
                "Cannot run job 'features' on emr: 'instances.InstanceFleets[1]' has no key 'TargetSpotCapacitty' (jobs/features.yaml:27).",
                "did you mean TargetSpotCapacity?"),
            new Problem(
                "JOB_PLATFORM_WORDS",
                "Cannot run job 'features' on emr: 'configurations[0]' has no key 'Propertys' (jobs/features.yaml:28).",
                "did you mean Properties?"));
  }

  @Test
  void aClusterThatWouldStayIsNeverStarted() {
    assertThat(refusal(TRANSIENT, "Ec2SubnetIds: [subnet-1]", "KeepJobFlowAliveWhenNoSteps: true"))
        .containsExactly(
            new Problem(
                "JOB_PLATFORM_WORDS",
                "Cannot run job 'features' on emr: 'instances.KeepJobFlowAliveWhenNoSteps' would keep a cluster that ends with its run (jobs/features.yaml:24).",
                "leave it out, or write 'clusterMode: step' for a cluster that stays"));
    assertThat(refusal("releaseLabel: emr-7.9.0"))
        .containsExactly(
            new Problem(
                "JOB_PLATFORM_WORDS",
                "Cannot run job 'features' on emr: 'instances' names no machines (jobs/features.yaml:20).",
                "write InstanceFleets or InstanceGroups under platforms.emr.instances"));
  }

  @Test
  void aReleaseThatNobodyKnowsNeedsItsSpark() {
    assertThat(refusal(TRANSIENT, "emr-7.9.0", "emr-7.99.0"))
        .containsExactly(
            new Problem(
                "EMR_RELEASE",
                "Cannot run job 'features' on emr: the Spark of release 'emr-7.99.0' is not known.",
                "did you mean emr-7.9.0? else write its 'sparkVersion: ...' beside it"));
    assertThat(
            rendered("emr", TRANSIENT, "emr-7.9.0", "emr-9.0.0\n    sparkVersion: \"4.2\"")
                .settings())
        .anyMatch(setting -> setting.key().equals("spark.sql.ansi.enabled"));
  }

  @Test
  void secretsNeverEnterADefinitionThatOthersRead() {
    assertThat(refusal(TRANSIENT, "env: {", "secrets: {PASSWORD: {ref: \"env:P\"}}\n  env: {"))
        .containsExactly(
            new Problem(
                "JOB_SECRET",
                "Cannot give secret PASSWORD (jobs/features.yaml:12) to job 'features' on emr: its value would stand in a definition that others may read.",
                "let the job's own code read it where it is kept"));
  }

  @Test
  void aStepIsNoLongerThanEmrTakes() {
    assertThat(refusal(TRANSIENT, "[--day,", "[--day, \"%s\",".formatted("x".repeat(10_000))))
        .extracting(Problem::message)
        .containsExactly(
            "Cannot run job 'features' on emr: its step has 10310 characters of arguments, and EMR takes 10240.");
  }

  @Test
  void nobodyIsAskedIfNothingSaysWhereOrWho() {
    // Else the SDK asks the machine that it thinks it is on.
    System.setProperty("aws.disableEc2Metadata", "true");
    try {
      EmrPlatform emr = new EmrPlatform();
      UserException nowhere =
          catchThrowableOfType(
              UserException.class, () -> emr.connect(rendered("emr", TRANSIENT)).close());
      assertThat(nowhere.problems())
          .containsExactly(
              new Problem(
                  "AWS_REGION",
                  "Cannot run job 'features' on emr: nothing says in which region.",
                  "write 'region: ...' under platforms.emr, or set AWS_REGION"));
      Rendering somewhere = rendered("emr", TRANSIENT + "region: eu-central-1\n");
      try (PlatformConnection connection = emr.connect(somewhere)) {
        PlatformException nobody =
            catchThrowableOfType(
                PlatformException.class,
                () -> connection.find(new PlatformConnection.Token("features-1", 1, "bering-1")));
        assertThat(nobody.failure())
            .isEqualTo(Failure.of(FailureClass.AUTH, "no credentials for AWS are to be found"));
      }
    } finally {
      System.clearProperty("aws.disableEc2Metadata");
    }
  }
}
