package dev.bering.transfer;

import dev.bering.model.Durations;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a roll-up keeps apart.
 *
 * @param keys by which it sums; {@code interface-id} is always one of them, as lost records are
 *     told by interface
 * @param every seconds of a bucket
 * @param format of files that do not name their fields; version 2 if empty
 */
public record RollupSettings(List<FlowField> keys, long every, Optional<FlowFormat> format) {

  private static final Set<FlowField> NO_KEYS =
      EnumSet.of(
          FlowField.START, FlowField.END, FlowField.BYTES, FlowField.PACKETS, FlowField.LOG_STATUS);

  public RollupSettings {
    List<FlowField> all = new ArrayList<>(List.of(FlowField.INTERFACE_ID));
    keys.stream().filter(key -> !all.contains(key)).forEach(all::add);
    keys = List.copyOf(all);
    List<Problem> problems = new ArrayList<>();
    for (FlowField key : keys) {
      if (NO_KEYS.contains(key)) {
        problems.add(
            problem(
                "by " + key.text(),
                "it is a time, what is summed, or kept anyway",
                "name fields that tell contributors apart, such as srcaddr"));
      }
    }
    if (every < 1 || 86_400 % every != 0) {
      problems.add(
          problem(
              "every %d s".formatted(every),
              "a day is no multiple of it",
              "write a length such as 1m, 5m or 1h"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static Problem problem(String what, String fact, String hint) {
    return new Problem("ROLLUP_OPTION", "Cannot roll up %s: %s.".formatted(what, fact), hint);
  }

  /** Its buckets as people write them, such as {@code 5m}. */
  public String everyText() {
    return Durations.written(Duration.ofSeconds(every));
  }

  /** Its keys, for sentences. */
  String keysText() {
    return keys.stream().map(FlowField::text).collect(Collectors.joining(", "));
  }
}
