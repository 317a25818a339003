package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bering.jobs.RunStatus.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who makes pods of a SparkApplication; both call it that, and each has words of its own. */
enum KubernetesOperator {
  KUBEFLOW("sparkoperator.k8s.io", "v1beta2") {
    @Override
    JsonNode decisive(JsonNode resource) {
      return resource.at("/status/applicationState");
    }

    @Override
    String state(JsonNode resource) {
      return decisive(resource).path("state").asText();
    }

    @Override
    String words(JsonNode resource) {
      return decisive(resource).path("errorMessage").asText();
    }

    @Override
    String ended(JsonNode resource) {
      return resource.at("/status/terminationTime").asText();
    }

    @Override
    Phase phase(JsonNode resource) {
      return switch (state(resource)) {
        case "", "NEW", "PENDING_RERUN", "SUSPENDED" -> Phase.WAITING;
        case "SUBMITTED", "INVALIDATING", "RESUMING" -> Phase.STARTING;
        case "SUSPENDING", "FAILING" -> Phase.STOPPING;
        case "COMPLETED", "FAILED", "SUBMISSION_FAILED" -> Phase.ENDED;
        default -> Phase.RUNNING;
      };
    }

    @Override
    boolean succeeded(JsonNode resource) {
      return state(resource).equals("COMPLETED");
    }
  },

  /**
   * It settles on one of two last states after success and failure alike: what it was before that
   * is what counts.
   */
  APACHE("spark.apache.org", "v1") {
    private static final Set<String> LAST =
        Set.of("ResourceReleased", "TerminatedWithoutReleaseResources");

    @Override
    JsonNode decisive(JsonNode resource) {
      JsonNode current = resource.at("/status/currentState");
      if (!LAST.contains(current.path(SUMMARY).asText())) {
        return current;
      }
      List<JsonNode> before =
          history(resource).stream()
              .filter(one -> !LAST.contains(one.path(SUMMARY).asText()))
              .toList();
      return before.isEmpty() ? current : before.get(before.size() - 1);
    }

    @Override
    String state(JsonNode resource) {
      return decisive(resource).path(SUMMARY).asText();
    }

    @Override
    String words(JsonNode resource) {
      return decisive(resource).path("message").asText();
    }

    @Override
    String ended(JsonNode resource) {
      return decisive(resource).path("lastTransitionTime").asText();
    }

    @Override
    Phase phase(JsonNode resource) {
      String current = resource.at("/status/currentState").path(SUMMARY).asText();
      if (LAST.contains(current)) {
        return Phase.ENDED;
      }
      return switch (current) {
        case "", "Submitted", "ScheduledToRestart" -> Phase.WAITING;
        case "DriverRequested" -> Phase.STARTING;
        case "Succeeded",
            "Failed",
            "SchedulingFailure",
            "DriverEvicted",
            "DriverStartTimedOut",
            "DriverReadyTimedOut",
            "ExecutorsStartTimedOut" ->
            Phase.STOPPING;
        default -> Phase.RUNNING;
      };
    }

    @Override
    boolean succeeded(JsonNode resource) {
      return state(resource).equals("Succeeded");
    }
  };

  private static final String SUMMARY = "currentStateSummary";

  private final String group;
  private final String version;

  KubernetesOperator(String group, String version) {
    this.group = group;
    this.version = version;
  }

  /** As a job file names it. */
  static KubernetesOperator of(String word) {
    return word.equals("apache") ? APACHE : KUBEFLOW;
  }

  /** Of its resources, as in {@code spark.apache.org/v1}. */
  String apiVersion() {
    return group + "/" + version;
  }

  /** Where the resources of a namespace are, below the address of the API. */
  String path(String namespace) {
    return "/apis/%s/namespaces/%s/sparkapplications".formatted(apiVersion(), namespace);
  }

  /** The part of a resource's status that says how its run is, or how it ended. */
  abstract JsonNode decisive(JsonNode resource);

  /** The operator's word for it. */
  abstract String state(JsonNode resource);

  /** What the operator says of it; empty if nothing. */
  abstract String words(JsonNode resource);

  /** When it ended, as it is written there; empty if it does not say. */
  abstract String ended(JsonNode resource);

  /** How far it is. */
  abstract Phase phase(JsonNode resource);

  /** Whether a run that has ended did what it was to do. */
  abstract boolean succeeded(JsonNode resource);

  /** The status of the driver's pod as the operator last saw it; missing if it keeps none. */
  JsonNode lastPod(JsonNode resource) {
    List<JsonNode> seen =
        history(resource).stream()
            .map(one -> one.path("lastObservedDriverStatus"))
            .filter(one -> !one.isEmpty())
            .toList();
    return seen.isEmpty() ? JsonNodeFactory.instance.missingNode() : seen.get(seen.size() - 1);
  }

  private static List<JsonNode> history(JsonNode resource) {
    List<Map.Entry<String, JsonNode>> all =
        new ArrayList<>(resource.at("/status/stateTransitionHistory").properties());
    all.removeIf(one -> !one.getKey().matches("\\d{1,9}"));
    all.sort(Comparator.comparing(one -> Integer.valueOf(one.getKey())));
    return all.stream().map(Map.Entry::getValue).toList();
  }
}
