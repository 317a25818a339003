package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Rendering.Unhonoured;
import dev.bering.jobs.RunContext;
import dev.bering.jobs.RunStatus.Phase;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What jobs become for both operators, and what becomes of their states; nothing is sent. */
class KubernetesRenderingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JOB =
      """
      apiVersion: bering/v1
      kind: SparkJob
      metadata: {name: features, labels: {tier: gold}}
      platform: kubernetes
      spec:
        type: Java
        sparkVersion: "4.1"
        mainApplicationFile: s3a://code/features.jar
        mainClass: com.acme.Features
        arguments: [--day, "2026-11-23"]
        env: {TZ: UTC}
        deps: {jars: [s3a://code/a.jar]}
        sparkConf: {spark.sql.session.timeZone: UTC}
        driver: {cores: 1, memory: 2g}
        executor: {cores: 4, memory: 16g, instances: 3}
      cost: {tags: {cost_center: "4711", team: "ml platform"}}
      platforms:
        kubernetes:
          operator: kubeflow
          namespace: spark
          image: spark:4.1
          serviceAccount: jobs
          template: {driver: {nodeSelector: {disk: ssd}}}
      """;

  private static Rendering rendered(String... replace) {
    String text = JOB;
    for (int i = 0; i < replace.length; i += 2) {
      assertThat(text).contains(replace[i]);
      text = text.replace(replace[i], replace[i + 1]);
    }
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("features.yaml", text)));
    KubernetesPlatform platform = new KubernetesPlatform();
    return platform.render(
        new JobFormat(List.of(platform))
            .catalogue(files)
            .job("features", JobChoice.NONE)
            .resolve(new RunContext("r-1", LocalDate.of(2026, 11, 23), name -> Optional.empty())));
  }

  private static void assertJson(JsonNode actual, String expected) throws IOException {
    assertThat(actual.toPrettyString()).isEqualTo(JSON.readTree(expected).toPrettyString());
  }

  @Test
  void kubeflowsOperatorGetsItsOwnWords() throws IOException {
    Rendering rendering = rendered();
    assertJson(
        rendering.payload(),
        """
        {"apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication",
         "metadata": {"namespace": "spark", "labels": {"cost_center": "4711", "tier": "gold"}},
         "spec": {"type": "Java", "mode": "cluster", "image": "spark:4.1",
          "mainClass": "com.acme.Features", "mainApplicationFile": "s3a://code/features.jar",
          "arguments": ["--day", "2026-11-23"], "sparkVersion": "4.1",
          "restartPolicy": {"type": "Never"},
          "sparkConf": {"spark.sql.session.timeZone": "UTC", "spark.app.name": "features"},
          "driver": {"cores": 1, "memory": "2g", "env": [{"name": "TZ", "value": "UTC"}],
           "labels": {"cost_center": "4711", "tier": "gold"}, "serviceAccount": "jobs",
           "nodeSelector": {"disk": "ssd"}},
          "executor": {"cores": 4, "memory": "16g", "env": [{"name": "TZ", "value": "UTC"}],
           "labels": {"cost_center": "4711", "tier": "gold"}, "instances": 3},
          "deps": {"jars": ["s3a://code/a.jar"]}}}
        """);
    assertThat(rendering.unhonoured())
        .containsExactly(
            new Unhonoured("cost.tags.team", "'ml platform' is no value of a label on Kubernetes"));
  }

  @Test
  void apachesOperatorGetsSettings() throws IOException {
    assertJson(
        rendered(
                "operator: kubeflow",
                "operator: apache",
                "{driver: {nodeSelector: {disk: ssd}}}",
                "{proxyUser: jo}")
            .payload()
            .path("spec"),
        """
        {"mainClass": "com.acme.Features", "jars": "s3a://code/features.jar",
         "driverArgs": ["--day", "2026-11-23"],
         "sparkConf": {"spark.driver.cores": "1", "spark.driver.memory": "2g",
          "spark.executor.cores": "4", "spark.executor.memory": "16g",
          "spark.executor.instances": "3",
          "spark.jars": "s3a://code/a.jar,s3a://code/features.jar",
          "spark.sql.session.timeZone": "UTC", "spark.app.name": "features",
          "spark.kubernetes.container.image": "spark:4.1",
          "spark.kubernetes.authenticate.driver.serviceAccountName": "jobs",
          "spark.kubernetes.driverEnv.TZ": "UTC", "spark.executorEnv.TZ": "UTC",
          "spark.kubernetes.driver.label.cost_center": "4711",
          "spark.kubernetes.executor.label.cost_center": "4711",
          "spark.kubernetes.driver.label.tier": "gold",
          "spark.kubernetes.executor.label.tier": "gold"},
         "runtimeVersions": {"sparkVersion": "4.1"},
         "applicationTolerations": {"restartConfig": {"restartPolicy": "Never"},
          "resourceRetainPolicy": "Always"}, "proxyUser": "jo"}
        """);
  }

  @Test
  void aTemplateStartsNoRunsOfItsOwnAndSecretsStandInNoResource() {
    assertThat(
            catchThrowableOfType(
                    UserException.class,
                    () ->
                        rendered(
                            "{driver: {nodeSelector",
                            "{restartPolicy: {type: Always}, driver: {nodeSelector"))
                .problems())
        .containsExactly(
            new Problem(
                "JOB_PLATFORM_WORDS",
                "Cannot run job 'features' on kubernetes: 'template.restartPolicy.type' would start runs that nobody recorded.",
                "leave it out; run.retries decides"));
    assertThat(
            catchThrowableOfType(
                    UserException.class,
                    () -> rendered("env: {", "secrets: {PASSWORD: {ref: \"env:P\"}}\n  env: {"))
                .problems())
        .extracting(Problem::message)
        .containsExactly(
            "Cannot give secret PASSWORD (jobs/features.yaml:11) to job 'features' on kubernetes: its value would stand in a resource that others may read.");
  }

  @Test
  void aNameIsTheTokenAndShortEnoughForServices() {
    String token = "bering-0123456789012345678901234567890123456789";
    assertThat(KubernetesConnection.name(new Token("r", 1, token))).isEqualTo(token);
    assertThat(KubernetesConnection.name(new Token("r", 1, "X".repeat(64)))).hasSize(43);
  }

  @Test
  void aKubeconfigIsReadAndAContextThatItLacksIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: prod
        clusters: [{name: prod, cluster: {server: "https://prod.example.com:6443"}}]
        users: [{name: jo, user: {token: "no secret"}}]
        contexts: [{name: prod, context: {cluster: prod, user: jo, namespace: spark}}]
        """);
    System.setProperty("kubeconfig", file.toString());
    try {
      KubernetesPlatform platform = new KubernetesPlatform();
      platform.connect(rendered("namespace: spark", "context: prod")).close();
      Rendering other = rendered("namespace: spark", "context: test");
      assertThat(
              catchThrowableOfType(UserException.class, () -> platform.connect(other).close())
                  .problems())
          .containsExactly(
              new Problem(
                  "KUBERNETES_CONTEXT",
                  "Cannot run job 'features' on kubernetes: the kubeconfig has no context 'test'.",
                  "name one of 'kubectl config get-contexts'"));
    } finally {
      System.clearProperty("kubeconfig");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SUBMITTED, STARTING", "RUNNING, RUNNING", "SUCCEEDING, RUNNING", "FAILING, STOPPING",
    "COMPLETED, ENDED", "FAILED, ENDED", "SUBMISSION_FAILED, ENDED", "PENDING_RERUN, WAITING"
  })
  void kubeflowsStates(String state, Phase phase) throws IOException {
    assertThat(KubernetesOperator.KUBEFLOW.phase(kubeflow(state, ""))).isEqualTo(phase);
  }

  @ParameterizedTest
  @CsvSource({
    "Submitted, WAITING", "DriverRequested, STARTING", "RunningHealthy, RUNNING",
    "Failed, STOPPING", "Succeeded, STOPPING", "ResourceReleased, ENDED",
    "TerminatedWithoutReleaseResources, ENDED"
  })
  void apachesStates(String state, Phase phase) throws IOException {
    assertThat(KubernetesOperator.APACHE.phase(apache("Submitted", "", state))).isEqualTo(phase);
  }

  private static JsonNode kubeflow(String state, String words) throws IOException {
    return JSON.readTree(
        "{\"status\":{\"applicationState\":{\"state\":\"%s\",\"errorMessage\":\"%s\"},\"driverInfo\":{\"podName\":\"p\"}}}"
            .formatted(state, words));
  }

  private static JsonNode apache(String before, String words, String current) throws IOException {
    return JSON.readTree(
        """
        {"status":{"currentState":{"currentStateSummary":"%s"},"stateTransitionHistory":{
         "0":{"currentStateSummary":"Submitted"},
         "9":{"currentStateSummary":"%s","message":"%s"},
         "10":{"currentStateSummary":"%s"}}}}
        """
            .formatted(current, before, words, current));
  }

  private static Optional<FailureClass> kind(
      KubernetesOperator operator, JsonNode resource, String pod) throws IOException {
    return KubernetesVerdict.of(operator, resource, JSON.readTree(pod), () -> "", "look")
        .map(failure -> failure.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "Succeeded,",
    "Failed, PLATFORM",
    "DriverEvicted, CAPACITY",
    "SchedulingFailure, CAPACITY",
    "DriverStartTimedOut, TIMEOUT"
  })
  void whatApachesOperatorReleasedWasSomethingBefore(String before, FailureClass kind)
      throws IOException {
    JsonNode resource = apache(before, "", "ResourceReleased");
    assertThat(kind(KubernetesOperator.APACHE, resource, "{}"))
        .isEqualTo(Optional.ofNullable(kind));
  }

  @ParameterizedTest
  @CsvSource({
    "'driver container failed with ExitCode: 1, Reason: Error', USER_CODE",
    "'driver container failed with ExitCode: 137, Reason: OOMKilled', MEMORY",
    "'driver container failed with ExitCode: 143', PLATFORM",
    "driver pod not found, PLATFORM",
    "pods are forbidden: exceeded quota: compute, QUOTA"
  })
  void kubeflowsWordsAreReadWhereThePodIsGone(String words, FailureClass kind) throws IOException {
    assertThat(kind(KubernetesOperator.KUBEFLOW, kubeflow("FAILED", words), "{}")).contains(kind);
  }

  @ParameterizedTest
  @CsvSource({"Evicted, CAPACITY", "OOMKilled, MEMORY", "ImagePullBackOff, DEPENDENCY"})
  void aPodSaysMoreThanItsOperator(String reason, FailureClass kind) throws IOException {
    assertThat(
            kind(
                KubernetesOperator.KUBEFLOW,
                kubeflow("FAILED", "driver container failed with ExitCode: 1"),
                "{\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"%s\"}}}]}"
                    .formatted(reason)))
        .contains(kind);
  }
}
