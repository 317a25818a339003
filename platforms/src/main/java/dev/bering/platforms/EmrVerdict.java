package dev.bering.platforms;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ErrorDetail;
import software.amazon.awssdk.services.emr.model.FailureDetails;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepStatus;

/**
 * Why a step did not succeed. No state alone tells: a cluster that found no machines cancels its
 * steps as somebody who wants them gone does, an unavailable machine type reads as a validation
 * error, and a cluster that is TERMINATED without errors may have done nothing. So ErrorDetails
 * come first, then the cluster's reason, then the driver's log, then what EMR says of the step.
 */
final class EmrVerdict {
  private static final String CLIENT_ONLY = "org.apache.spark.SparkException: Application ";

  private EmrVerdict() {}

  static boolean isOver(StepState state) {
    return state == StepState.COMPLETED
        || state == StepState.CANCELLED
        || state == StepState.FAILED
        || state == StepState.INTERRUPTED;
  }

  static boolean isGone(Cluster cluster) {
    return cluster.status().state() == ClusterState.TERMINATED
        || cluster.status().state() == ClusterState.TERMINATED_WITH_ERRORS;
  }

  /**
   * The failure of a step that is over, or whose cluster is gone.
   *
   * @param log the end of the driver's log; empty if there is none
   * @param look where the logs are
   */
  static Optional<Failure> of(Cluster cluster, StepStatus step, String log, String look) {
    if (step.state() == StepState.COMPLETED) {
      return Optional.empty();
    }
    Optional<Failure> ofCluster = isGone(cluster) ? ofCluster(cluster, look) : Optional.empty();
    if (step.state() == StepState.FAILED) {
      return Optional.of(
          ofCluster
              .filter(
                  failure ->
                      failure.kind() != FailureClass.CANCELLED
                          && !reason(cluster).equals("STEP_FAILURE"))
              .orElseGet(() -> ofStep(step, log, look)));
    }
    return ofCluster.or(() -> Optional.of(unfinished(step, look)));
  }

  private static Failure unfinished(StepStatus step, String look) {
    String words = message(step).orElse("");
    boolean isCancelled =
        step.state() == StepState.CANCELLED || step.state() == StepState.CANCEL_PENDING;
    return failure(
        isCancelled ? FailureClass.CANCELLED : FailureClass.PLATFORM,
        words.isEmpty() ? "its step ended as %s".formatted(step.stateAsString()) : words,
        step.stateAsString(),
        look);
  }

  private static Optional<Failure> ofCluster(Cluster cluster, String look) {
    String reason = reason(cluster);
    String said =
        cluster.status().stateChangeReason() == null
            ? ""
            : Objects.requireNonNullElse(cluster.status().stateChangeReason().message(), "");
    for (ErrorDetail error : cluster.status().errorDetails()) {
      String code = Objects.requireNonNullElse(error.errorCode(), "");
      String words = Objects.requireNonNullElse(error.errorMessage(), said);
      Optional<FailureClass> kind = EmrReasons.ofError(code).or(() -> EmrReasons.ofWords(words));
      if (kind.isPresent()) {
        return Optional.of(failure(kind.get(), words, code, look));
      }
    }
    if (reason.isEmpty() || reason.equals("ALL_STEPS_COMPLETED")) {
      return Optional.empty();
    }
    Optional<FailureClass> kind =
        reason.equals("USER_REQUEST") ? Optional.empty() : EmrReasons.ofWords(said);
    return Optional.of(
        failure(
            kind.or(() -> EmrReasons.ofCluster(reason)).orElse(FailureClass.PLATFORM),
            said.isEmpty() ? reason : said,
            reason,
            look));
  }

  private static String reason(Cluster cluster) {
    return cluster.status().stateChangeReason() == null
        ? ""
        : Objects.requireNonNullElse(cluster.status().stateChangeReason().codeAsString(), "");
  }

  private static Failure ofStep(StepStatus step, String log, String look) {
    String words = message(step).orElse("its step ended as FAILED");
    Failure told = DriverLog.failure(log.isEmpty() ? words : log, words, look);
    Optional<String> exception = told.exception().filter(thrown -> !thrown.startsWith(CLIENT_ONLY));
    FailureClass kind =
        told.kind() == FailureClass.USER_CODE && exception.isEmpty()
            ? EmrReasons.ofWords(words).orElse(FailureClass.USER_CODE)
            : told.kind();
    return new Failure(
        kind,
        exception.orElse(words),
        Optional.of(step.stateAsString()),
        exception,
        Optional.of(look));
  }

  private static Optional<String> message(StepStatus step) {
    FailureDetails details = step.failureDetails();
    String words =
        details == null
            ? ""
            : "%s %s"
                .formatted(
                    Objects.requireNonNullElse(details.reason(), ""),
                    Objects.requireNonNullElse(details.message(), ""))
                .strip();
    if (words.isEmpty() && step.stateChangeReason() != null) {
      words = Objects.requireNonNullElse(step.stateChangeReason().message(), "");
    }
    return Optional.of(words).filter(text -> !text.isEmpty());
  }

  private static Failure failure(FailureClass kind, String words, String code, String look) {
    return new Failure(kind, words, Optional.of(code), Optional.empty(), Optional.of(look));
  }
}
