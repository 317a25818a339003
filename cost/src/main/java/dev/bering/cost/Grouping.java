package dev.bering.cost;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * By what costs are told apart.
 *
 * @param tagKey of {@link By#TAG}
 */
public record Grouping(By by, Optional<String> tagKey) {

  /** What a line of a report stands for. */
  public enum By {
    RUN,
    JOB,
    PIPELINE,
    PLATFORM,
    SERVICE,
    TAG
  }

  private static final String TAG = "tag:";

  public Grouping {
    if ((by == By.TAG) != tagKey.isPresent()) {
      throw new IllegalStateException("%s with key %s".formatted(by, tagKey));
    }
  }

  /** By anything but a tag. */
  public static Grouping by(By by) {
    return new Grouping(by, Optional.empty());
  }

  /** As an option says it, such as {@code job} or {@code tag:team}; empty if it is none. */
  public static Optional<Grouping> of(String text) {
    if (text.startsWith(TAG) && text.length() > TAG.length()) {
      return Optional.of(new Grouping(By.TAG, Optional.of(text.substring(TAG.length()))));
    }
    for (By by : By.values()) {
      if (by != By.TAG && by.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(by(by));
      }
    }
    return Optional.empty();
  }

  /** As an option says it. */
  public String text() {
    return tagKey.map(key -> TAG + key).orElse(by.name().toLowerCase(Locale.ROOT));
  }

  /**
   * What a line is called.
   *
   * @param isNameless whether it is none of those that were asked for, such as {@code (idle)}
   */
  record Label(String text, boolean isNameless) {

    private static Label named(String text) {
      return new Label(text, false);
    }

    private static Label nameless(String text) {
      return new Label(text, true);
    }
  }

  /** What calls each cost by its line. */
  Function<AttributedCost, Label> labels(List<JobRun> runs) {
    return switch (by) {
      case RUN -> {
        Map<JobRun, String> names = runNames(runs);
        yield cost ->
            cost.run()
                .map(run -> Label.named(names.getOrDefault(run, run.runId())))
                .orElseGet(() -> withoutRun(cost));
      }
      case JOB ->
          cost ->
              cost.run()
                  .map(run -> Label.named(run.job()))
                  .or(() -> named(cost, ConsumerKind.JOB))
                  .orElseGet(() -> withoutRun(cost));
      case PIPELINE ->
          cost ->
              cost.run()
                  .flatMap(JobRun::pipeline)
                  .map(Label::named)
                  .or(() -> named(cost, ConsumerKind.PIPELINE))
                  .orElseGet(
                      () ->
                          Label.nameless(
                              cost.kind().isNameless() ? cost.kind().text() : "(no pipeline)"));
      case PLATFORM ->
          cost ->
              cost.run()
                  .map(run -> Label.named(run.platform()))
                  .orElseGet(
                      () ->
                          Label.nameless(
                              cost.kind().isNameless() ? cost.kind().text() : "(no platform)"));
      case SERVICE ->
          cost -> cost.service().map(Label::named).orElseGet(() -> Label.nameless("(no service)"));
      case TAG ->
          cost ->
              cost.run()
                  .flatMap(run -> tagKey.map(key -> run.tags().getOrDefault(key, "")))
                  .filter(value -> !value.isEmpty())
                  .or(cost::tag)
                  .map(Label::named)
                  .orElseGet(() -> Label.nameless("(without %s)".formatted(tagKey.orElse(""))));
    };
  }

  private static Optional<Label> named(AttributedCost cost, ConsumerKind kind) {
    return cost.kind() == kind ? cost.name().map(Label::named) : Optional.empty();
  }

  private static Label withoutRun(AttributedCost cost) {
    return Label.nameless(
        cost.name()
            .map(name -> "(%s %s)".formatted(cost.kind().text(), name))
            .orElse(cost.kind().text()));
  }

  /** Ids of runs, with attempt, platform and job only where the id alone says too little. */
  private static Map<JobRun, String> runNames(List<JobRun> runs) {
    Map<String, Set<List<String>>> owners = new HashMap<>();
    Map<List<String>, Integer> attempts = new HashMap<>();
    for (JobRun run : runs) {
      owners
          .computeIfAbsent(run.runId(), none -> new HashSet<>())
          .add(List.of(run.platform(), run.job()));
      attempts.merge(List.of(run.platform(), run.job(), run.runId()), 1, Integer::sum);
    }
    Map<JobRun, String> names = new HashMap<>();
    for (JobRun run : runs) {
      boolean isAlone = owners.getOrDefault(run.runId(), Set.of()).size() == 1;
      boolean isFirst =
          attempts.getOrDefault(List.of(run.platform(), run.job(), run.runId()), 1) == 1;
      names.put(
          run,
          (isAlone ? "" : run.platform() + "/" + run.job() + "/")
              + run.runId()
              + (isFirst ? "" : "#" + run.attempt()));
    }
    return names;
  }
}
