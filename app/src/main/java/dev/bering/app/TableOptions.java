package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;

/** Everything that can be said of the clone of one table, and which kind of clone that makes. */
final class TableOptions {

  @ArgGroup(validate = false, heading = "%nFor Delta tables:%n")
  private DeltaOptions delta = new DeltaOptions();

  @ArgGroup(
      validate = false,
      heading = "%nFor a SOURCE that is a database, such as jdbc:postgresql://host/database:%n")
  private JdbcOptions jdbc = new JdbcOptions();

  /** What is wrong with the options, as far as the name of the source tells. */
  List<Problem> problems(String source) {
    if (JdbcOptions.isDatabase(source)) {
      return meaningless(source, delta.given(), "Delta tables");
    }
    List<Problem> problems = new ArrayList<>(meaningless(source, jdbc.given(), "databases"));
    problems.addAll(delta.problems(source));
    return problems;
  }

  /** What is wrong with the options for tables that a pattern finds. */
  List<Problem> problemsOfPattern(String pattern) {
    return delta.given().contains(DeltaOptions.CHECKPOINT)
        ? List.of(
            new Problem(
                "CLONE_OPTION",
                "Cannot clone %s: %s is for one table.".formatted(pattern, DeltaOptions.CHECKPOINT),
                "list the tables in a file and give it to --tables"))
        : List.of();
  }

  /**
   * The clone of what lies at {@code source}, whose options have no {@link #problems}.
   *
   * @throws UserException CLONE_OPTION if an option is not for that kind of table, CLONE_UNREADABLE
   */
  TableClone open(String source, String target, Transfer transfer) {
    Location to = Location.of(target);
    if (JdbcOptions.isDatabase(source)) {
      return new DatabaseClone(jdbc.request(source, to), transfer.progress());
    }
    Location from = Location.of(source);
    return switch (TableFormat.of(from)) {
      case DELTA -> new DeltaClone(from, to, delta, transfer);
      case ICEBERG -> {
        raise(meaningless(source, delta.given(), "Delta tables"));
        yield new IcebergClone(from, to, transfer);
      }
    };
  }

  /** An option that would have no effect is a misunderstanding. */
  private static List<Problem> meaningless(String source, List<String> given, String what) {
    return given.stream()
        .map(
            option ->
                new Problem(
                    "CLONE_OPTION",
                    "Cannot clone %s: %s is for %s."
                        .formatted(JdbcOptions.shown(source), option, what),
                    "leave it out"))
        .toList();
  }

  private static void raise(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
