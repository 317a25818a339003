package dev.bering.monitoring;

import dev.bering.transfer.Inventory.Instance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A condition on a machine.
 *
 * @param field one of {@link #FIELDS}, or {@code tag:KEY}
 * @param pattern what its value is; {@code *} stands for any text
 */
public record MachineRule(String field, String pattern) {

  /** What a condition may be on, beside tags. */
  public static final List<String> FIELDS =
      List.of("vpc", "subnet", "zone", "name", "auto-scaling-group", "type", "id");

  static final String GROUP_TAG = "aws:autoscaling:groupName";
  private static final String TAG = "tag:";

  /** The one that a text such as {@code vpc=vpc-1} means; empty if it means none. */
  public static Optional<MachineRule> of(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      return Optional.empty();
    }
    String field = text.substring(0, equals);
    return FIELDS.contains(field) || (field.startsWith(TAG) && field.length() > TAG.length())
        ? Optional.of(new MachineRule(field, text.substring(equals + 1)))
        : Optional.empty();
  }

  private boolean holds(Instance one) {
    Pattern whole =
        Pattern.compile(
            Arrays.stream(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL);
    return value(one).filter(text -> whole.matcher(text).matches()).isPresent();
  }

  private Optional<String> value(Instance one) {
    return switch (field) {
      case "vpc" -> Optional.of(one.place().vpc());
      case "subnet" -> Optional.of(one.place().subnet());
      case "zone" -> Optional.of(one.place().zone());
      case "name" -> Optional.ofNullable(one.tags().get("Name"));
      case "auto-scaling-group" -> Optional.ofNullable(one.tags().get(GROUP_TAG));
      case "type" -> Optional.of(one.type());
      case "id" -> Optional.of(one.id());
      default -> Optional.ofNullable(one.tags().get(field.substring(TAG.length())));
    };
  }

  /** Whether a machine meets all: of each field one of its patterns. */
  static boolean allHold(List<MachineRule> rules, Instance one) {
    return byField(rules).values().stream()
        .allMatch(some -> some.stream().anyMatch(rule -> rule.holds(one)));
  }

  private static Map<String, List<MachineRule>> byField(List<MachineRule> rules) {
    Map<String, List<MachineRule>> byField = new LinkedHashMap<>();
    rules.forEach(
        rule -> byField.computeIfAbsent(rule.field(), none -> new ArrayList<>()).add(rule));
    return byField;
  }

  /** All of them as a person would say it. */
  static String text(List<MachineRule> rules) {
    return byField(rules).values().stream()
        .map(some -> some.stream().map(MachineRule::toString).collect(Collectors.joining(" or ")))
        .collect(Collectors.joining(" and "));
  }

  @Override
  public String toString() {
    return field + "=" + pattern;
  }
}
