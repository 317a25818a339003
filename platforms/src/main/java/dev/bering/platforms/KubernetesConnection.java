package dev.bering.platforms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.RunStatus;
import dev.bering.jobs.RunStatus.Phase;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs as resources of Kubernetes. The API itself makes one resource of one name, so that one token
 * starts one run.
 *
 * <p>A run is stopped by the deletion of its resource, and has stopped once its driver's pod is
 * gone, too. Why a resource was deleted is remembered by the connection that did so, or saw it
 * going; to anybody else a resource that is gone says nothing.
 */
final class KubernetesConnection implements PlatformConnection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "bering.dev/token";
  private static final String RUN = "bering.dev/run";
  private static final String FOREGROUND =
      "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Foreground\"}";
  private static final int LINES = 5_000;

  private final KubernetesClient client;
  private final KubernetesOperator operator;
  private final ObjectNode resource;
  private final String namespace;
  private final Duration pace;
  private final Duration patience;
  private final Map<String, Failure> deleted = new ConcurrentHashMap<>();

  KubernetesConnection(Rendering rendering, Config config, Duration pace, Duration patience) {
    this.operator = KubernetesPlatform.operator(rendering.job());
    this.resource = rendering.payload();
    this.namespace =
        rendering
            .job()
            .blockText("namespace")
            .or(() -> Optional.ofNullable(config.getNamespace()))
            .orElse("default");
    this.pace = pace;
    this.patience = patience;
    this.client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
  }

  /** Names of a resource end up as names of services and values of labels, which are short. */
  static String name(Token token) {
    String text = token.text();
    return text.matches("[a-z][a-z0-9-]{0,48}[a-z0-9]")
        ? text
        : "bering-" + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private String path(String name) {
    return operator.path(namespace) + "/" + name;
  }

  private String pods(String name) {
    return "/api/v1/namespaces/%s/pods?labelSelector=%s%%3D%s%%2Cspark-role%%3Ddriver"
        .formatted(namespace, TOKEN.replace("/", "%2F"), name);
  }

  private Optional<JsonNode> read(String path) throws PlatformException {
    try {
      return parsed(client.raw(path));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw KubernetesFailures.of(e);
    }
  }

  private static Optional<JsonNode> parsed(@org.jspecify.annotations.Nullable String text)
      throws PlatformException {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new PlatformException(
          Failure.of(FailureClass.PLATFORM, "the API answered with what is no JSON"), e);
    }
  }

  @Override
  public String submit(Token token) throws PlatformException {
    String name = name(token);
    ObjectNode sent = resource.deepCopy();
    ObjectNode metadata = sent.withObject("/metadata");
    metadata.put("name", name).put("namespace", namespace);
    metadata.withObject("/labels").put(TOKEN, name);
    metadata.withObject("/annotations").put(RUN, token.runId());
    ObjectNode spec = sent.withObject("/spec");
    if (operator == KubernetesOperator.APACHE) {
      ObjectNode settings = spec.withObject("/sparkConf");
      settings.put("spark.kubernetes.driver.label." + TOKEN, name);
      settings.put("spark.kubernetes.executor.label." + TOKEN, name);
    } else {
      spec.withObject("/driver").withObject("/labels").put(TOKEN, name);
      spec.withObject("/executor").withObject("/labels").put(TOKEN, name);
    }
    create(sent);
    return name;
  }

  private void create(ObjectNode sent) throws PlatformException {
    String answer;
    try {
      answer = client.raw(operator.path(namespace), "POST", sent.toString());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return;
      }
      throw KubernetesFailures.of(e);
    }
    if (answer == null) {
      throw new PlatformException(
          Failure.of(
              FailureClass.CONFIG,
              "the cluster knows no SparkApplication of %s".formatted(operator.apiVersion())));
    }
  }

  @Override
  public Optional<String> find(Token token) throws PlatformException {
    String name = name(token);
    return read(path(name)).map(there -> name);
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    Optional<JsonNode> there = read(path(id));
    Optional<JsonNode> pod = pod(id);
    if (there.isEmpty()) {
      boolean goesOn = pod.map(KubernetesConnection::isAlive).orElse(false);
      return goesOn ? status(Phase.STOPPING, pod) : gone(id);
    }
    JsonNode seen = there.get();
    if (seen.path("metadata").has("deletionTimestamp")) {
      deleted.putIfAbsent(
          id, Failure.of(FailureClass.CANCELLED, "its SparkApplication was deleted"));
      return status(Phase.STOPPING, pod);
    }
    if (deleted.containsKey(id)) {
      return status(Phase.STOPPING, pod);
    }
    return status(id, seen, pod);
  }

  private RunStatus status(String id, JsonNode seen, Optional<JsonNode> pod)
      throws PlatformException {
    JsonNode state = pod.map(one -> one.path("status")).orElseGet(() -> operator.lastPod(seen));
    Phase phase = operator.phase(seen);
    if (phase != Phase.ENDED && isStuck(state)) {
      Failure why = KubernetesVerdict.reason(state).orElseThrow().failure();
      return givenUp(id, why, pod);
    }
    Optional<Failure> failure =
        phase == Phase.ENDED
            ? KubernetesVerdict.of(operator, seen, state, () -> tail(pod), look(id, pod))
            : Optional.empty();
    if (failure.isPresent() && pod.map(KubernetesConnection::isAlive).orElse(false)) {
      // The operator is done with it, and its driver may still run, or yet begin to.
      return givenUp(id, failure.get(), pod);
    }
    Map<String, String> facts = facts(pod);
    put(facts, "spark-application", seen.at("/status/sparkApplicationId"));
    put(facts, "ui-address", seen.at("/status/driverInfo/webUIAddress"));
    Map<String, String> links = new LinkedHashMap<>();
    put(links, "spark-ui", seen.at("/status/driverInfo/webUIIngressAddress"));
    links.replaceAll((name, address) -> address.contains("://") ? address : "http://" + address);
    return new RunStatus(
        phase,
        KubernetesVerdict.runningSince(state),
        phase == Phase.ENDED ? KubernetesVerdict.time(operator.ended(seen)) : Optional.empty(),
        failure,
        links,
        facts);
  }

  private boolean isStuck(JsonNode pod) {
    return KubernetesVerdict.stuckSince(pod)
        .map(since -> since.plus(patience).isBefore(Instant.now()))
        .orElse(false);
  }

  /** Ends what would wait for ever, so that it cannot begin after somebody called it failed. */
  private RunStatus givenUp(String id, Failure why, Optional<JsonNode> pod)
      throws PlatformException {
    delete(id, why);
    return status(Phase.STOPPING, pod);
  }

  private RunStatus status(Phase phase, Optional<JsonNode> pod) {
    return new RunStatus(
        phase,
        pod.flatMap(one -> KubernetesVerdict.runningSince(one.path("status"))),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        facts(pod));
  }

  private RunStatus gone(String id) {
    Failure why =
        deleted.getOrDefault(
            id,
            Failure.of(
                FailureClass.PLATFORM, "its SparkApplication is gone, and nothing says why"));
    return new RunStatus(
        Phase.ENDED,
        Optional.empty(),
        Optional.empty(),
        Optional.of(why),
        Map.of(),
        Map.of("namespace", namespace));
  }

  private Map<String, String> facts(Optional<JsonNode> pod) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("namespace", namespace);
    pod.ifPresent(one -> facts.put("driver-pod", podName(one)));
    pod.ifPresent(one -> put(facts, "node", one.at("/spec/nodeName")));
    pod.flatMap(one -> KubernetesVerdict.reason(one.path("status")))
        .ifPresent(why -> facts.put("pod-reason", why.reason()));
    return facts;
  }

  private static void put(Map<String, String> all, String name, JsonNode value) {
    if (!value.asText().isEmpty()) {
      all.put(name, value.asText());
    }
  }

  private Optional<JsonNode> pod(String id) throws PlatformException {
    return read(pods(id)).map(list -> list.path("items").get(0));
  }

  private static String podName(JsonNode pod) {
    return pod.at("/metadata/name").asText();
  }

  private static boolean isAlive(JsonNode pod) {
    String phase = pod.at("/status/phase").asText();
    return !phase.equals("Succeeded") && !phase.equals("Failed");
  }

  private String look(String id, Optional<JsonNode> pod) {
    return pod.map(one -> "kubectl logs -n %s %s".formatted(namespace, podName(one)))
        .orElseGet(() -> "kubectl describe -n %s sparkapplication/%s".formatted(namespace, id));
  }

  private String tail(Optional<JsonNode> pod) {
    try {
      return pod.map(
              one ->
                  client
                      .pods()
                      .inNamespace(namespace)
                      .withName(podName(one))
                      .inContainer(KubernetesVerdict.CONTAINER)
                      .tailingLines(LINES)
                      .getLog())
          .orElse("");
    } catch (KubernetesClientException e) {
      // What the operator itself says is there still.
      return "";
    }
  }

  @Override
  public void cancel(String id) throws PlatformException {
    Optional<JsonNode> there = read(path(id));
    if (there.isPresent() && operator.phase(there.get()) != Phase.ENDED) {
      delete(id, Failure.of(FailureClass.CANCELLED, "it was cancelled"));
    }
  }

  private void delete(String id, Failure why) throws PlatformException {
    deleted.putIfAbsent(id, why);
    try {
      client.raw(path(id), "DELETE", FOREGROUND);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        deleted.remove(id);
        throw KubernetesFailures.of(e);
      }
    }
  }

  /** Kubernetes keeps what a container writes as one text, which either stream is. */
  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    String pod;
    try {
      pod =
          pod(id)
              .map(KubernetesConnection::podName)
              .orElseThrow(() -> new IOException("its driver has no pod"));
    } catch (PlatformException e) {
      throw new IOException(e.getMessage(), e);
    }
    try (InputStream in =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer(KubernetesVerdict.CONTAINER)
            .getLogInputStream()) {
      in.skipNBytes(from);
      byte[] bytes = in.readAllBytes();
      return new LogText(new String(bytes, StandardCharsets.UTF_8), from + bytes.length);
    } catch (KubernetesClientException e) {
      throw new IOException(KubernetesFailures.of(e).getMessage(), e);
    }
  }

  @Override
  public Duration pace() {
    return pace;
  }

  @Override
  public void close() {
    client.close();
  }
}
