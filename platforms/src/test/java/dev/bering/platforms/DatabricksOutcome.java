package dev.bering.platforms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * How a run on {@link DatabricksServer} ends.
 *
 * @param result the older form's word for it
 * @param reason why its cluster ended; empty if its job was over
 * @param error what its code threw
 */
record DatabricksOutcome(
    String code,
    String type,
    String result,
    String message,
    Optional<Reason> reason,
    String error,
    String trace) {
  static final DatabricksOutcome SUCCESS = of("SUCCESS", "SUCCESS", "SUCCESS", "");
  static final DatabricksOutcome CANCELED =
      of("USER_CANCELED", "CLIENT_ERROR", "CANCELED", "Run cancelled.");
  static final DatabricksOutcome TIMED_OUT =
      of("RUN_EXECUTION_ERROR", "CLIENT_ERROR", "TIMEDOUT", "Run timed out.");
  static final DatabricksOutcome SKIPPED =
      of(
          "MAX_CONCURRENT_RUNS_EXCEEDED",
          "CLIENT_ERROR",
          "MAXIMUM_CONCURRENT_RUNS_REACHED",
          "Skipped as there are too many concurrent runs of this job.");
  static final DatabricksOutcome NO_MACHINES =
      of(
              "CLOUD_FAILURE",
              "CLOUD_FAILURE",
              "FAILED",
              "Cluster could not be started: insufficient capacity.")
          .because(
              new Reason(
                  "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE",
                  "CLOUD_FAILURE",
                  Map.of(
                      "aws_error_message",
                      "There is no Spot capacity available that matches your request.")));
  static final DatabricksOutcome NO_LIBRARY =
      of(
          "LIBRARY_INSTALLATION_ERROR",
          "CLIENT_ERROR",
          "FAILED",
          "Library installation failed for library due to user error for jar: \"no.jar\"");

  /** Why a cluster ended. */
  record Reason(String code, String type, Map<String, String> parameters) {

    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("code", code).put("type", type);
      ObjectNode all = json.putObject("parameters");
      parameters.forEach(all::put);
      return json;
    }
  }

  static DatabricksOutcome of(String code, String type, String result, String message) {
    return new DatabricksOutcome(code, type, result, message, Optional.empty(), "", "");
  }

  /** What happens where a job's own code throws. */
  static DatabricksOutcome threw(String error, String trace) {
    return new DatabricksOutcome(
        "RUN_EXECUTION_ERROR",
        "CLIENT_ERROR",
        "FAILED",
        "Workload failed, see run output for details",
        Optional.empty(),
        error,
        trace);
  }

  DatabricksOutcome because(Reason why) {
    return new DatabricksOutcome(code, type, result, message, Optional.of(why), error, trace);
  }

  /** The older form's state of a task. */
  String taskLifeCycle() {
    return switch (code) {
      case "MAX_CONCURRENT_RUNS_EXCEEDED" -> "SKIPPED";
      case "SUCCESS", "USER_CANCELED", "RUN_EXECUTION_ERROR" -> "TERMINATED";
      default -> "INTERNAL_ERROR";
    };
  }

  /** The older form's state of a run, whose task's own failure is an internal error to it. */
  String runLifeCycle() {
    return result.equals("FAILED") ? "INTERNAL_ERROR" : taskLifeCycle();
  }

  /** What a run says of its task. */
  String runMessage() {
    return result.equals("FAILED")
        ? "Task main failed with message: %s.".formatted(message.replaceFirst("\\.$", ""))
        : message;
  }
}
