package dev.bering.app;

import dev.bering.model.Durations;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.transfer.FieldRef;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.FlowFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fields of flow logs, and lengths of time, as options name them. */
final class TransferFields {

  private TransferFields() {}

  /** Those that are fields; what is wrong with the others is added to {@code problems}. */
  static List<FlowField> read(String option, List<String> names, List<Problem> problems) {
    List<FlowField> fields = new ArrayList<>();
    names.forEach(name -> field(option, name, problems).ifPresent(fields::add));
    return fields;
  }

  /** A field; empty, and a problem more, if it is none. */
  static Optional<FlowField> field(String option, String name, List<Problem> problems) {
    Optional<FlowField> field = FlowField.named(name);
    if (field.isEmpty()) {
      problems.add(
          new Problem(
              "TRANSFER_OPTION",
              "Cannot use %s %s: it is no field of flow logs.".formatted(option, name),
              NearestName.hint(
                  name, Arrays.stream(FlowField.values()).map(FlowField::text).toList())));
    }
    return field;
  }

  /** A condition, as it is written. */
  record Condition(String name, List<String> values) {
    Condition {
      values = List.copyOf(values);
    }
  }

  /** {@code FIELD=VALUE[,VALUE]}; empty, and a problem more, if it is none. */
  static Optional<Condition> condition(String text, List<Problem> problems) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      problems.add(
          new Problem(
              "TRANSFER_OPTION",
              "Cannot use --where %s: it has no '='.".formatted(text),
              "write FIELD=VALUE, such as action=REJECT"));
      return Optional.empty();
    }
    return Optional.of(
        new Condition(
            text.substring(0, equals), Arrays.asList(text.substring(equals + 1).split(",", -1))));
  }

  /** The filters of some conditions; what is wrong is added to {@code problems}. */
  static List<FlowFilter> filters(List<String> conditions, List<Problem> problems) {
    List<FlowFilter> filters = new ArrayList<>();
    for (String text : conditions) {
      condition(text, problems)
          .ifPresent(
              parts ->
                  field("--where", parts.name(), problems)
                      .ifPresent(
                          field ->
                              filters.add(
                                  new FlowFilter.In(
                                      new FieldRef.Named(field), parts.values(), true))));
    }
    return filters;
  }

  /** Seconds of a length of time; 0, and a problem more, if it is none. */
  static long seconds(String option, String length, List<Problem> problems) {
    long seconds = Durations.read(length).map(Duration::toSeconds).orElse(0L);
    if (seconds == 0) {
      problems.add(
          new Problem(
              "TRANSFER_OPTION",
              "Cannot use %s %s: it is no length of time of a second or more."
                  .formatted(option, length),
              "write a length such as 1m or 1h"));
    }
    return seconds;
  }
}
