package dev.bering.transfer;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which fields the lines of a flow log hold, in order. It is never guessed from the number of
 * fields or from a line's version: two formats can have as many fields, and a line's version is
 * that of its newest field.
 *
 * @param names as logs write them, at least one, none twice; a file may name fields that are newer
 *     than this Bering
 */
public record FlowFormat(List<String> names) {

  /** What a flow log holds for which nothing was chosen: version 2, in its order. */
  public static final FlowFormat DEFAULT =
      new FlowFormat(
          Arrays.stream(FlowField.values())
              .filter(field -> field.since() == 2)
              .map(FlowField::text)
              .toList());

  public FlowFormat {
    names = List.copyOf(names);
    if (names.isEmpty() || Set.copyOf(names).size() != names.size()) {
      throw new IllegalStateException("no fields, or one twice: " + names);
    }
  }

  /**
   * Reads a format as the flow log's own setting writes it, {@code ${version} ${account-id}}, or as
   * the first line of its files does, {@code version account-id}.
   *
   * @throws UserException FLOW_FORMAT with every name that is not a field's, or stands twice
   */
  public static FlowFormat of(String text) {
    List<String> names = words(text).map(FlowFormat::unwrapped).toList();
    List<Problem> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (FlowField.named(name).isEmpty()) {
        problems.add(
            problem(
                "'%s' is no field of flow logs".formatted(name),
                NearestName.hint(name, knownNames())));
      } else if (!seen.add(spelled(name))) {
        problems.add(problem("'%s' stands twice".formatted(name), "name each field once"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new FlowFormat(names.stream().map(FlowFormat::spelled).toList());
  }

  private static Problem problem(String fact, String hint) {
    return new Problem(
        "FLOW_FORMAT", "Cannot read the format of a flow log: %s.".formatted(fact), hint);
  }

  private static String unwrapped(String word) {
    return word.startsWith("${") && word.endsWith("}")
        ? word.substring(2, word.length() - 1)
        : word;
  }

  private static String spelled(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Stream<String> words(String line) {
    return Arrays.stream(line.strip().split("\\s+"));
  }

  /** The names of all fields that this Bering knows. */
  static List<String> knownNames() {
    return Arrays.stream(FlowField.values()).map(FlowField::text).toList();
  }

  /**
   * The format that a file's first line tells, if it is such a line: most of its words are names of
   * fields, which no value of a field is.
   */
  static Optional<FlowFormat> ofHeader(String line) {
    List<String> names = words(line).map(FlowFormat::spelled).toList();
    long known = names.stream().filter(name -> FlowField.named(name).isPresent()).count();
    return 2 * known > names.size() && Set.copyOf(names).size() == names.size()
        ? Optional.of(new FlowFormat(names))
        : Optional.empty();
  }

  /** Where a field stands, counted from 0; -1 if it is not there. */
  int position(FlowField field) {
    return names.indexOf(field.text());
  }

  /** Names of fields that this Bering does not know. */
  List<String> unknown() {
    return names.stream().filter(name -> FlowField.named(name).isEmpty()).toList();
  }

  /** As files write it in their first line. */
  @Override
  public String toString() {
    return String.join(" ", names);
  }
}
