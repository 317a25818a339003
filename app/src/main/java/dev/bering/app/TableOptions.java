package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.folder.FolderCheck;
import dev.bering.clone.folder.FolderConversion;
import dev.bering.clone.folder.FolderPlanner;
import dev.bering.clone.iceberg.IcebergCheck;
import dev.bering.clone.iceberg.IcebergConversion;
import dev.bering.clone.iceberg.IcebergPlanner;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

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

  @ArgGroup(validate = false, heading = "%nFor folders of data files, such as Hive tables:%n")
  private FolderTableOptions folder = new FolderTableOptions();

  @Option(
      names = "--target-format",
      paramLabel = "FORMAT",
      description =
          "delta: make a Delta table of an Iceberg table or of a folder of Parquet files, without"
              + " writing data anew.")
  private @Nullable TargetFormat targetFormat;

  private enum TargetFormat {
    DELTA
  }

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
      problems.addAll(meaningless(source, folder.given(), "folders of data files"));
      problems.addAll(meaninglessFormat(source));
      return problems;
    }
    List<Problem> problems = meaningless(source, jdbc.given(), "databases");
    problems.addAll(iceberg.problems(source));
    if (iceberg.isCatalog()) {
      problems.addAll(meaningless(source, delta.given(), "Delta tables"));
      problems.addAll(meaningless(source, folder.given(), "folders of data files"));
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
        List<Problem> problems = meaningless(source, iceberg.given(), "Iceberg tables");
        problems.addAll(meaningless(source, folder.given(), "folders of data files"));
        problems.addAll(meaninglessFormat(source));
        raise(problems);
        yield new DeltaClone(from, to, delta, transfer);
      }
      case ICEBERG -> {
        List<Problem> problems = meaningless(source, delta.given(), "Delta tables");
        problems.addAll(meaningless(source, folder.given(), "folders of data files"));
        raise(problems);
        yield icebergClone(source, to, transfer);
      }
      case FOLDER -> {
        List<Problem> problems = meaningless(source, delta.given(), "Delta tables");
        problems.addAll(meaningless(source, iceberg.given(), "Iceberg tables"));
        problems.addAll(folder.problems(source, targetFormat == TargetFormat.DELTA));
        if (transfer.spark().isPresent() && targetFormat == null) {
          problems.addAll(
              meaningless(source, List.of("--engine spark"), "tables, not for plain folders"));
        }
        raise(problems);
        yield folderClone(from, to, transfer);
      }
    };
  }

  private TableClone folderClone(Location source, Location target, Transfer transfer) {
    return new PlannedClone(
        targetFormat == TargetFormat.DELTA
            ? () ->
                new FolderConversion(transfer.progress(), transfer.stores(), Clock.systemUTC())
                    .plan(source, target, folder.conversion())
            : () ->
                new FolderPlanner(transfer.progress(), transfer.stores())
                    .plan(source, target, folder.copy()),
        transfer);
  }

  /**
   * Compares what lies at {@code source}, whose options have no {@link #problems}, with its clone.
   *
   * @throws UserException CHECK_DATABASE, CHECK_OPTION if an option is not for that kind of table,
   *     or what keeps them from being compared
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
    if (iceberg.isCatalog()) {
      return checkIceberg(source, target, progress);
    }
    Location from = Location.of(source);
    TableFormat format = TableFormat.of(from);
    if (format != TableFormat.ICEBERG) {
      requireNotOfIceberg(source);
    }
    return switch (format) {
      case DELTA -> new DeltaCheck(progress).check(from, target);
      case ICEBERG -> checkIceberg(source, target, progress);
      case FOLDER ->
          TableFormat.isDelta(target)
              ? new FolderConversion(progress, Stores::open, Clock.systemUTC()).check(from, target)
              : new FolderCheck(progress).check(from, target);
    };
  }

  /**
   * Ends here if options of Iceberg tables are given for a comparison that knows none.
   *
   * @throws UserException CHECK_OPTION
   */
  void requireNotOfIceberg(String source) {
    raise(meaningless("check", source, iceberg.given(), "Iceberg tables"));
  }

  private CheckReport checkIceberg(String source, Location target, Progress progress) {
    return TableFormat.isDelta(target)
        ? new IcebergConversion(progress, Stores::open, Clock.systemUTC())
            .check(iceberg.source(source), target, iceberg.options())
        : new IcebergCheck(progress).check(iceberg.source(source), target, iceberg.options());
  }

  private TableClone icebergClone(String source, Location target, Transfer transfer) {
    return new PlannedClone(
        targetFormat == TargetFormat.DELTA
            ? () ->
                new IcebergConversion(transfer.progress(), transfer.stores(), Clock.systemUTC())
                    .plan(iceberg.source(source), target, iceberg.options())
            : () ->
                new IcebergPlanner(transfer.progress(), transfer.stores())
                    .plan(iceberg.source(source), target, iceberg.options()),
        transfer);
  }

  /** Whatever the format is called, there is no conversion. */
  private List<Problem> meaninglessFormat(String source) {
    return targetFormat == null
        ? List.of()
        : meaningless(
            source, List.of("--target-format"), "Iceberg tables and folders of data files");
  }

  /** An option that would have no effect is a misunderstanding. */
  static List<Problem> meaningless(String source, List<String> given, String what) {
    return meaningless("clone", source, given, what);
  }

  private static List<Problem> meaningless(
      String verb, String source, List<String> given, String what) {
    return given.stream()
        .map(
            option ->
                new Problem(
                    verb.toUpperCase(Locale.ROOT) + "_OPTION",
                    "Cannot %s %s: %s is for %s."
                        .formatted(verb, JdbcOptions.shown(source), option, what),
                    "leave it out"))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static void raise(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
