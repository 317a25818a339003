package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why a run did not succeed. No one field says it: a run is INTERNAL_ERROR when its task's own code
 * threw, and CLOUD_FAILURE when there were no machines, of which only its cluster tells. So the
 * task that failed is asked first, then its cluster, then what it wrote.
 */
final class DatabricksDiagnosis {
  private static final Set<String> OF_THE_CLUSTER =
      Set.of("CLOUD_FAILURE", "CLUSTER_ERROR", "DRIVER_ERROR", "LIBRARY_INSTALLATION_ERROR");
  private static final Set<String> OF_THE_CODE = Set.of("RUN_EXECUTION_ERROR", "FAILED");

  private final DatabricksApi api;

  DatabricksDiagnosis(DatabricksApi api) {
    this.api = api;
  }

  /**
   * Why a run that has ended failed; empty if it succeeded.
   *
   * @throws PlatformException if that cannot be told now, and may be later
   */
  Optional<Failure> failure(JsonNode run) throws PlatformException {
    if (code(run).equals("SUCCESS")) {
      return Optional.empty();
    }
    JsonNode task = failed(run);
    String code = code(task).isEmpty() ? code(run) : code(task);
    String words = words(task).isEmpty() ? words(run) : words(task);
    Optional<String> look = look(task).or(() -> look(run));
    if (OF_THE_CLUSTER.contains(code) || type(task).equals("CLOUD_FAILURE")) {
      Optional<Failure> why = ofCluster(task, words, look);
      if (why.isPresent()) {
        return why;
      }
    }
    if (OF_THE_CODE.contains(code)) {
      return Optional.of(ofOutput(task, code, words, look));
    }
    return Optional.of(
        new Failure(
            DatabricksReasons.ofRun(code).orElse(FailureClass.PLATFORM),
            words.isEmpty() ? "it ended as " + code : words,
            Optional.of(code),
            Optional.empty(),
            look));
  }

  /** The first task that did not succeed; the run itself if it has none. */
  private static JsonNode failed(JsonNode run) {
    for (JsonNode task : run.path("tasks")) {
      if (!code(task).equals("SUCCESS")) {
        return task;
      }
    }
    return run;
  }

  /** A time that ran out is told only by the older of the two forms. */
  private static String code(JsonNode part) {
    JsonNode older = part.path("state");
    String result = older.path("result_state").asText("");
    if (result.equals("TIMEDOUT")) {
      return result;
    }
    String code = part.path("status").path("termination_details").path("code").asText("");
    if (!code.isEmpty()) {
      return code;
    }
    return result.isEmpty() ? older.path("life_cycle_state").asText("") : result;
  }

  private static String type(JsonNode part) {
    return part.path("status").path("termination_details").path("type").asText("");
  }

  private static String words(JsonNode part) {
    String words = part.path("status").path("termination_details").path("message").asText("");
    return words.isEmpty() ? part.path("state").path("state_message").asText("") : words;
  }

  private static Optional<String> look(JsonNode part) {
    return Optional.of(part.path("run_page_url").asText("")).filter(url -> !url.isEmpty());
  }

  /** Empty if the cluster is not known, or ended as clusters do when their job is over. */
  private Optional<Failure> ofCluster(JsonNode task, String words, Optional<String> look)
      throws PlatformException {
    String id = task.path("cluster_instance").path("cluster_id").asText("");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    JsonNode reason =
        asked("/api/2.1/clusters/get", Map.of("cluster_id", id)).path("termination_reason");
    String code = reason.path("code").asText("");
    if (code.isEmpty() || reason.path("type").asText("").equals("SUCCESS")) {
      return Optional.empty();
    }
    List<String> evidence = new ArrayList<>();
    reason
        .path("parameters")
        .properties()
        .forEach(field -> evidence.add(field.getKey() + ": " + field.getValue().asText()));
    String parts = evidence.isEmpty() ? "" : " (%s)".formatted(String.join("; ", evidence));
    return Optional.of(
        new Failure(
            DatabricksReasons.ofCluster(code).orElse(FailureClass.PLATFORM),
            words.isEmpty() ? code + parts : "%s; cluster: %s%s".formatted(words, code, parts),
            Optional.of(code),
            Optional.empty(),
            look));
  }

  private Failure ofOutput(JsonNode task, String code, String words, Optional<String> look)
      throws PlatformException {
    JsonNode output =
        asked("/api/2.2/jobs/runs/get-output", Map.of("run_id", task.path("run_id").asText()));
    String error = output.path("error").asText("");
    String trace = output.path("error_trace").asText("");
    Failure read = DriverLog.failure(trace.isEmpty() ? error : trace, words, look.orElse(""));
    return new Failure(
        read.kind(), error.isEmpty() ? words : error, Optional.of(code), read.exception(), look);
  }

  /** What is not there, or may not be seen, is not known; what may pass is asked again. */
  private JsonNode asked(String path, Map<String, String> query) throws PlatformException {
    try {
      return api.get(path, query);
    } catch (PlatformException e) {
      if (e.failure().kind().mayPass()) {
        throw e;
      }
      return MissingNode.getInstance();
    }
  }
}
