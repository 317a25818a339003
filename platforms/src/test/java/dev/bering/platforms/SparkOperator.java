package dev.bering.platforms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster with Kubeflow's operator: the API over HTTP, and what watches it, runs each
 * SparkApplication with {@code spark-submit} of this machine, says how it is as the operator does,
 * and ends it when its resource is deleted. There are no machines that could be gone: a run whose
 * image is {@code none} waits for one.
 */
final class SparkOperator implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String APPLICATIONS = KubernetesOperator.KUBEFLOW.path("spark");
  private static final String PODS = "/api/v1/namespaces/spark/pods";
  private static final Pattern LOG = Pattern.compile(PODS + "/([^/?]+)/log.*");
  private static final CustomResourceDefinitionContext KIND =
      new CustomResourceDefinitionContext.Builder()
          .withGroup("sparkoperator.k8s.io")
          .withVersion("v1beta2")
          .withScope("Namespaced")
          .withKind("SparkApplication")
          .withPlural("sparkapplications")
          .withStatusSubresource(true)
          .build();

  private final Map<String, StepProcess> processes = new ConcurrentHashMap<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final Queue<String> created = new ConcurrentLinkedQueue<>();
  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final Watch watch;

  /** The API's store, with what it does not know of itself: logs, and replies that are lost. */
  private final class Api extends KubernetesCrudDispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      Matcher log = LOG.matcher(request.getPath());
      if (log.matches()) {
        return new MockResponse().setResponseCode(200).setBody(written(log.group(1)));
      }
      boolean isCreation =
          request.getMethod().equals("POST") && request.getPath().startsWith(APPLICATIONS);
      String refusal = isCreation ? refusals.poll() : null;
      if (refusal != null) {
        return new MockResponse().setResponseCode(403).setBody(refusal);
      }
      MockResponse response = super.dispatch(request);
      if (isCreation && response.code() < 300) {
        created.add(request.getUtf8Body());
      }
      return response;
    }
  }

  SparkOperator() {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Api(), false);
    server.expectCustomResource(KIND);
    server.init();
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(address()).build();
    client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    watch =
        client
            .genericKubernetesResources(KIND)
            .inNamespace("spark")
            .watch(
                new Watcher<GenericKubernetesResource>() {
                  @Override
                  public void eventReceived(Action action, GenericKubernetesResource resource) {
                    String name = resource.getMetadata().getName();
                    if (action == Action.ADDED) {
                      thread(() -> carry(name));
                    } else if (action == Action.DELETED) {
                      thread(() -> end(name));
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    // The server is closed, and with it all there is.
                  }
                });
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "operator");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where the API is. */
  String address() {
    return "http://%s:%d".formatted(server.getHostName(), server.getPort());
  }

  /** Refuses the next resource, in these words. */
  void refuse(String message) {
    refusals.add(
        "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"Forbidden\",\"code\":403,\"message\":\"%s\"}"
            .formatted(message));
  }

  /** The resources that were ever made, as they were sent. */
  List<String> created() {
    return List.copyOf(created);
  }

  /** Whether a resource is there. */
  boolean has(String name) {
    return client.genericKubernetesResources(KIND).inNamespace("spark").withName(name).get()
        != null;
  }

  private String written(String pod) {
    StepProcess process = processes.get(pod.substring(0, pod.length() - "-driver".length()));
    try {
      return process == null ? "" : process.written();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void carry(String name) {
    try {
      JsonNode spec = JSON.readTree(client.raw(APPLICATIONS + "/" + name)).path("spec");
      String pod = name + "-driver";
      say(name, "SUBMITTED", "", pod);
      boolean waits = spec.path("image").asText().equals("none");
      client.raw(PODS, "POST", pod(pod, spec).toString());
      if (waits) {
        podStatus(pod, unschedulable());
        return;
      }
      StepProcess process =
          StepProcess.start(
              SparkInstallation.target(), arguments(spec), "spark.kubernetes.driverEnv.");
      processes.put(name, process);
      String since = Instant.now().toString();
      podStatus(
          pod, container("Running", "running", JSON.createObjectNode().put("startedAt", since)));
      say(name, "RUNNING", "", pod);
      int exit = process.await();
      ObjectNode terminated = JSON.createObjectNode().put("startedAt", since).put("exitCode", exit);
      terminated.put("reason", exit == 0 ? "Completed" : "Error");
      podStatus(pod, container(exit == 0 ? "Succeeded" : "Failed", "terminated", terminated));
      if (exit == 0) {
        say(name, "COMPLETED", "", pod);
      } else {
        String words = "driver container failed with ExitCode: %d, Reason: Error".formatted(exit);
        say(name, "FAILING", words, pod);
        say(name, "FAILED", words, pod);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What Kubernetes and the operator do once a resource is deleted. */
  private void end(String name) {
    Optional.ofNullable(processes.get(name)).ifPresent(StepProcess::stop);
    client.pods().inNamespace("spark").withName(name + "-driver").delete();
  }

  private static List<String> arguments(JsonNode spec) {
    Map<String, String> settings = new HashMap<>();
    spec.path("sparkConf")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    for (JsonNode variable : spec.at("/driver/env")) {
      settings.put(
          "spark.kubernetes.driverEnv." + variable.path("name").asText(),
          variable.path("value").asText());
    }
    List<String> arguments = new ArrayList<>(StepProcess.settings(settings));
    arguments.addAll(List.of("--driver-memory", spec.at("/driver/memory").asText("512m")));
    arguments.addAll(List.of("--class", spec.path("mainClass").asText()));
    arguments.add(spec.path("mainApplicationFile").asText());
    spec.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    return arguments;
  }

  private static ObjectNode pod(String name, JsonNode spec) {
    ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata").put("name", name).put("namespace", "spark");
    ObjectNode labels = metadata.putObject("labels").put("spark-role", "driver");
    spec.at("/driver/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    pod.putObject("spec")
        .putArray("containers")
        .addObject()
        .put("name", KubernetesVerdict.CONTAINER);
    pod.putObject("status").put("phase", "Pending");
    return pod;
  }

  private static ObjectNode container(String phase, String state, ObjectNode details) {
    ObjectNode status = JSON.createObjectNode().put("phase", phase);
    ObjectNode container = status.putArray("containerStatuses").addObject();
    container.put("name", KubernetesVerdict.CONTAINER);
    container.putObject("state").set(state, details);
    return status;
  }

  private static ObjectNode unschedulable() {
    ObjectNode status = JSON.createObjectNode().put("phase", "Pending");
    status
        .putArray("conditions")
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "False")
        .put("reason", "Unschedulable")
        .put("lastTransitionTime", Instant.now().toString())
        .put("message", "0/3 nodes are available: 3 Insufficient memory.");
    return status;
  }

  private void podStatus(String name, ObjectNode status) throws JsonProcessingException {
    put(PODS + "/" + name, status);
  }

  private void say(String name, String state, String words, String pod)
      throws JsonProcessingException {
    ObjectNode status = JSON.createObjectNode();
    ObjectNode said = status.putObject("applicationState").put("state", state);
    if (!words.isEmpty()) {
      said.put("errorMessage", words);
    }
    status
        .putObject("driverInfo")
        .put("podName", pod)
        .put("webUIAddress", "10.0.0.7:4040")
        .put("webUIIngressAddress", "spark.example.com/" + name);
    status.put("sparkApplicationId", "spark-" + name);
    status.put("terminationTime", Instant.now().toString());
    put(APPLICATIONS + "/" + name, status);
  }

  /** Says how something is, if it is still there. */
  private void put(String path, ObjectNode status) throws JsonProcessingException {
    try {
      String there = client.raw(path);
      if (there != null) {
        ObjectNode resource = (ObjectNode) JSON.readTree(there);
        resource.set("status", status);
        client.raw(path + "/status", "PUT", resource.toString());
      }
    } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    processes.values().forEach(StepProcess::stop);
    watch.close();
    client.close();
    server.destroy();
  }
}
