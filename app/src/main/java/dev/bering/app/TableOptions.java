package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.iceberg.IcebergCheck;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;

/** Everything that can be said of the clone of one table, and which kind of clone that makes. */
final class TableOptions {

  /** Options that make no sense for all tables that a pattern finds. */
  private static final Set<String> ONE_TABLE =
      Set.of(DeltaOptions.CHECKPOINT, IcebergTableOptions.CATALOG);

  @ArgGroup(validate = false, heading = "%nFor Delta tables:%n")
  private DeltaOptions delta = new DeltaOptions();

  @ArgGroup(validate = false, heading = "%nFor Iceberg tables:%n")
  private IcebergTableOptions iceberg = new IcebergTableOptions();

  @ArgGroup(
      validate = false,
      heading = "%nFor a SOURCE that is a database, such as jdbc:postgresql://host/database:%n")
  private JdbcOptions jdbc = new JdbcOptions();

  /** No options but those that say where an Iceberg table is. */
  static TableOptions of(IcebergTableOptions iceberg) {
    TableOptions options = new TableOptions();
    options.iceberg = iceberg;
    return options;
  }

  /** Where a source lies; empty for what a database or a catalog knows by name. */
  Optional<Location> place(String source) {
    return JdbcOptions.isDatabase(source) || iceberg.isCatalog()
        ? Optional.empty()
        : Optional.of(Location.of(source));
  }

  /** What is wrong with the options, as far as the name of the source tells. */
  List<Problem> problems(String source) {
    if (JdbcOptions.isDatabase(source)) {
      List<Problem> problems = meaningless(source, delta.given(), "Delta tables");
      problems.addAll(meaningless(source, iceberg.given(), "Iceberg tables"));
      return problems;
    }
    List<Problem> problems = meaningless(source, jdbc.given(), "databases");
    problems.addAll(iceberg.problems(source));
    if (iceberg.isCatalog()) {
      problems.addAll(meaningless(source, delta.given(), "Delta tables"));
      return problems;
    }
    problems.addAll(delta.problems(source));
    return problems;
  }

  /** What is wrong with the options for tables that a pattern finds. */
  List<Problem> problemsOfPattern(String pattern) {
    return Stream.of(delta.given(), iceberg.given())
        .flatMap(List::stream)
        .filter(ONE_TABLE::contains)
        .map(
            option ->
                new Problem(
                    "CLONE_OPTION",
                    "Cannot clone %s: %s is for one table.".formatted(pattern, option),
                    "list the tables in a file and give it to --tables"))
        .toList();
  }

  /**
   * The clone of what lies at {@code source}, whose options have no {@link #problems}.
   *
   * @throws UserException CLONE_OPTION if an option is not for that kind of table, CLONE_UNREADABLE
   */
  TableClone open(String source, String target, Transfer transfer) {
    Location to = Location.of(target);
    if (JdbcOptions.isDatabase(source)) {
      if (transfer.spark().isPresent()) {
        raise(meaningless(source, List.of("--engine spark"), "tables of files"));
      }
      return new DatabaseClone(jdbc.request(source, to), transfer.progress());
    }
    if (iceberg.isCatalog()) {
      return icebergClone(source, to, transfer);
    }
    Location from = Location.of(source);
    return switch (TableFormat.of(from)) {
      case DELTA -> {
        raise(meaningless(source, iceberg.given(), "Iceberg tables"));
        yield new DeltaClone(from, to, delta, transfer);
      }
      case ICEBERG -> {
        raise(meaningless(source, delta.given(), "Delta tables"));
        yield icebergClone(source, to, transfer);
      }
    };
  }

  /**
   * Compares what lies at {@code source}, whose options have no {@link #problems}, with its clone.
   *
   * @throws UserException CHECK_DATABASE, or what keeps them from being compared
   */
  CheckReport check(String source, Location target, Progress progress) {
    if (JdbcOptions.isDatabase(source)) {
      throw UserException.undecided(
          List.of(
              new Problem(
                  "CHECK_DATABASE",
                  "Cannot check %s: a database has no files to compare."
                      .formatted(JdbcOptions.shown(source)),
                  "run the clone again: it compares every range of rows by fingerprint")));
    }
    return iceberg.isCatalog() || TableFormat.of(Location.of(source)) == TableFormat.ICEBERG
        ? new IcebergCheck(progress).check(iceberg.source(source), target, iceberg.options())
        : new DeltaCheck(progress).check(Location.of(source), target);
  }

  private TableClone icebergClone(String source, Location target, Transfer transfer) {
    return new IcebergClone(iceberg.source(source), target, iceberg.options(), transfer);
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
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static void raise(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
