package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a run on Kubernetes did not succeed. What its pod says comes first, as operators tell less;
 * then its exit code and log; then the operator's own words and state.
 */
final class KubernetesVerdict {
  /** What Spark calls the container of a driver. */
  static final String CONTAINER = "spark-kubernetes-driver";

  private static final int KILLED = 137;
  private static final int TOLD_TO_END = 143;
  private static final Pattern EXIT = Pattern.compile("(?i).*exit ?code:? (\\d{1,3}).*");

  private KubernetesVerdict() {}

  /** Something that stands at a pod. */
  record Reason(String reason, String words, FailureClass kind) {
    Failure failure() {
      String said = words.isEmpty() ? reason : words;
      return new Failure(kind, said, Optional.of(reason), Optional.empty(), Optional.empty());
    }
  }

  /** The log of a driver's pod. */
  interface Log {
    /** Its end; empty if there is none. */
    String tail();
  }

  /**
   * Why a run that has ended did not succeed; empty if it did.
   *
   * @param pod the status of the driver's pod; missing if there is none
   * @param look where more stands
   */
  static Optional<Failure> of(
      KubernetesOperator operator, JsonNode resource, JsonNode pod, Log log, String look) {
    if (operator.succeeded(resource)) {
      return Optional.empty();
    }
    String state = operator.state(resource);
    String said = operator.words(resource);
    Optional<Reason> reason = reason(pod);
    if (reason.isPresent()) {
      Reason at = reason.get();
      String words =
          Stream.of(at.words(), said)
              .filter(text -> !text.isEmpty())
              .findFirst()
              .orElse(at.reason());
      return Optional.of(failure(at.kind(), words, at.reason(), look));
    }
    String words = said.isEmpty() ? "its run ended as %s".formatted(state) : said;
    Optional<Integer> exit = exit(pod).or(() -> exit(said));
    if (exit.isPresent() && exit.get() != 0) {
      return Optional.of(ofExit(exit.get(), words, log, state, look));
    }
    FailureClass kind =
        KubernetesReasons.ofWords(said)
            .or(() -> KubernetesReasons.ofState(state))
            .orElse(
                state.equals("FAILED")
                        && resource.at("/status/driverInfo/podName").asText().isEmpty()
                    ? FailureClass.CONFIG
                    : FailureClass.PLATFORM);
    return Optional.of(failure(kind, words, state, look));
  }

  private static Failure ofExit(int exit, String words, Log log, String state, String look) {
    if (exit == KILLED) {
      return failure(FailureClass.MEMORY, words, state, look);
    }
    Failure told = DriverLog.failure(log.tail(), words, look);
    FailureClass kind =
        exit == TOLD_TO_END && told.exception().isEmpty() ? FailureClass.PLATFORM : told.kind();
    return new Failure(kind, told.words(), Optional.of(state), told.exception(), Optional.of(look));
  }

  private static Failure failure(FailureClass kind, String words, String code, String look) {
    return new Failure(kind, words, Optional.of(code), Optional.empty(), Optional.of(look));
  }

  /** What of a pod's status explains that it does not run, or no longer. */
  static Optional<Reason> reason(JsonNode pod) {
    Stream.Builder<Reason> all = Stream.builder();
    add(all, pod);
    for (JsonNode condition : pod.path("conditions")) {
      boolean holds = condition.path("status").asText().equals("True");
      String type = condition.path("type").asText();
      if (type.equals(holds ? "DisruptionTarget" : "PodScheduled")) {
        add(all, condition);
      }
    }
    for (JsonNode container : pod.path("containerStatuses")) {
      add(all, container.at("/state/waiting"));
      add(all, container.at("/state/terminated"));
    }
    return all.build().findFirst();
  }

  private static void add(Stream.Builder<Reason> all, JsonNode place) {
    String reason = place.path("reason").asText();
    KubernetesReasons.ofPod(reason)
        .ifPresent(kind -> all.add(new Reason(reason, place.path("message").asText(), kind)));
  }

  /**
   * Since when a pod waits for what does not come: a machine, or its image.
   *
   * @return empty if it does not wait for such
   */
  static Optional<Instant> stuckSince(JsonNode pod) {
    if (!pod.path("phase").asText().equals("Pending") || reason(pod).isEmpty()) {
      return Optional.empty();
    }
    for (JsonNode condition : pod.path("conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")) {
        return time(condition.path("lastTransitionTime").asText());
      }
    }
    return Optional.empty();
  }

  private static Optional<JsonNode> container(JsonNode pod) {
    for (JsonNode container : pod.path("containerStatuses")) {
      if (container.path("name").asText().equals(CONTAINER)) {
        return Optional.of(container);
      }
    }
    return Optional.ofNullable(pod.path("containerStatuses").get(0));
  }

  private static Optional<Integer> exit(JsonNode pod) {
    return container(pod)
        .map(one -> one.at("/state/terminated/exitCode"))
        .filter(JsonNode::isInt)
        .map(JsonNode::intValue);
  }

  private static Optional<Integer> exit(String words) {
    Matcher matcher = EXIT.matcher(words.replace('\n', ' '));
    return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  /** Since when the driver runs, as its pod says. */
  static Optional<Instant> runningSince(JsonNode pod) {
    return container(pod)
        .flatMap(
            one ->
                time(one.at("/state/running/startedAt").asText())
                    .or(() -> time(one.at("/state/terminated/startedAt").asText())));
  }

  /** A time as Kubernetes writes it; empty if it is none. */
  static Optional<Instant> time(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
