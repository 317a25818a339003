package dev.bering.platforms;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.required;
import static dev.bering.jobs.Shape.text;
import static dev.bering.jobs.Shape.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Shape;
import dev.bering.jobs.SparkRuntime;
import dev.bering.jobs.SparkSettings;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Kubernetes with an operator for Spark: a run is a SparkApplication, which has the token for its
 * name.
 *
 * <p>Neither operator was at hand: resources are those of their published definitions, seen to work
 * with a server of the API and an operator made for tests.
 */
public final class KubernetesPlatform implements Platform {
  private static final String NAMESPACE = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final int RETRIES = 3;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 30_000;

  private final Duration pace;
  private final Duration patience;

  public KubernetesPlatform() {
    this(Duration.ofSeconds(5), Duration.ofMinutes(10));
  }

  /**
   * @param patience how long a driver may wait for a machine, or for its image
   */
  KubernetesPlatform(Duration pace, Duration patience) {
    this.pace = pace;
    this.patience = patience;
  }

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public Shape.Group block() {
    return group(
        required(
            "operator",
            word("kubeflow", "apache"),
            "Whose SparkApplication the cluster knows: that of Kubeflow's operator or of Apache's."),
        key(
            "namespace",
            text(NAMESPACE, "name of a namespace", "spark"),
            "Where its pods run; the namespace of the context unless said."),
        required("image", text(), "The image of driver and executors."),
        key("serviceAccount", text(), "The account of the driver's pod, which makes executors."),
        key(
            "context",
            text(),
            "The context of the kubeconfig; the current one, or that of the pod, unless said."),
        key(
            "server",
            text("https?://.+", "address", "http://localhost:8001"),
            "The address of an API that asks for no login, such as that of kubectl proxy."),
        SparkHome.VERSION,
        key(
            "template",
            new Shape.Verbatim("spec of SparkApplication"),
            "Laid over the spec of the resource, in the operator's own words."));
  }

  @Override
  public Rendering render(Job job) {
    SparkHome.refuseWheels(job);
    SparkHome.refuseSecrets(job, "its value would stand in a resource that others may read");
    String version = SparkHome.version(job);
    List<TranslatedSetting> settings =
        SparkSettings.translate(job.sparkConf(), name(), job.sparkVersion(), version);
    SparkSubmit submit = new SparkSubmit(job, settings);
    refuseRestarts(job);
    Job.Capacity wanted = job.capacity();
    if (wanted.driver().isPresent() || wanted.workers().isPresent()) {
      submit.cannot(
          "spec.capacity",
          "labels of nodes differ from cluster to cluster; select them in template");
    }
    if (job.policy().role().isPresent() || job.policy().servicePrincipal().isPresent()) {
      submit.cannot("run.runAs", "it runs as its serviceAccount");
    }
    ObjectNode resource = new KubernetesResource(job, submit, version).made(operator(job));
    return new Rendering(
        job, resource, settings, submit.unhonoured(), SparkRuntime.apache(version), job.secrets());
  }

  /** Of which operator a job's block speaks. */
  static KubernetesOperator operator(Job job) {
    return KubernetesOperator.of(job.blockText("operator").orElseThrow());
  }

  private static void refuseRestarts(Job job) {
    ObjectNode template = VerbatimJson.object(job, "template");
    for (String path :
        List.of("/restartPolicy/type", "/applicationTolerations/restartConfig/restartPolicy")) {
      JsonNode said = template.at(path);
      if (!said.isMissingNode() && !said.asText().equals("Never")) {
        throw UserException.usage(
            new Problem(
                "JOB_PLATFORM_WORDS",
                "Cannot run job '%s' on kubernetes: 'template%s' would start runs that nobody recorded."
                    .formatted(job.name(), path.replace('/', '.')),
                "leave it out; run.retries decides"));
      }
    }
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    return new KubernetesConnection(rendering, config(rendering.job()), pace, patience);
  }

  private static Config config(Job job) {
    Optional<String> server = job.blockText("server");
    // What a kubeconfig knows to log in with is never sent to an address that it does not name.
    Config config =
        server.isPresent()
            ? new ConfigBuilder(Config.empty()).withMasterUrl(server.get()).build()
            : known(job);
    return new ConfigBuilder(config)
        .withRequestRetryBackoffLimit(RETRIES)
        .withConnectionTimeout(CONNECT_MILLIS)
        .withRequestTimeout(ANSWER_MILLIS)
        .build();
  }

  private static Config known(Job job) {
    Optional<String> context = job.blockText("context");
    Config config = Config.autoConfigure(context.orElse(null));
    Optional<NamedContext> current = Optional.ofNullable(config.getCurrentContext());
    if (context.isPresent() && !current.map(NamedContext::getName).equals(context)) {
      throw nowhere(
          job,
          "the kubeconfig has no context '%s'".formatted(context.get()),
          "name one of 'kubectl config get-contexts'");
    }
    boolean isInCluster = System.getenv("KUBERNETES_SERVICE_HOST") != null;
    if (current.isEmpty() && !isInCluster) {
      throw nowhere(
          job,
          "nothing says which cluster",
          "set KUBECONFIG, or write 'server: ...' under platforms.kubernetes");
    }
    return config;
  }

  private static UserException nowhere(Job job, String fact, String hint) {
    return UserException.usage(
        new Problem(
            "KUBERNETES_CONTEXT",
            "Cannot run job '%s' on kubernetes: %s.".formatted(job.name(), fact),
            hint));
  }
}
