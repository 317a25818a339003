package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.parity.Side;
import dev.bering.tables.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which state of the two tables is compared, and who may read them. */
final class InputOptions {

  @Option(
      names = "--left-version",
      paramLabel = "N",
      description =
          "A version of LEFT, if it is a Delta table, or a snapshot, if it is an Iceberg"
              + " table (default: the current one).")
  private @Nullable Long leftVersion;

  @Option(names = "--right-version", paramLabel = "N", description = "The same of RIGHT.")
  private @Nullable Long rightVersion;

  @Mixin private JdbcReading databases = new JdbcReading();

  /**
   * What is wrong with the options.
   *
   * @param names every table that is read, the two that are compared first
   * @param runs those of them that are other runs, to measure noise by
   */
  List<Problem> problems(List<TableName> names, List<String> runs, boolean onSpark) {
    List<Problem> problems = new ArrayList<>();
    boolean anyDatabase = names.stream().anyMatch(TableName::isDatabase);
    List<String> given = databases.givenForReading();
    if (!anyDatabase && !given.isEmpty()) {
      problems.add(
          problem(
              "compare with " + String.join(" and ", given),
              "neither table is one of a database",
              "leave out " + String.join(" and ", given)));
    }
    if (anyDatabase) {
      databases.missingPassword("DIFF_OPTION", "compare with").ifPresent(problems::add);
    }
    if (anyDatabase && onSpark) {
      problems.add(
          problem(
              "compare a database with --engine spark",
              "its rows are read into files of this machine, where no cluster reaches them",
              "leave out --engine spark, or clone the table to where the cluster reads"));
    }
    if (anyDatabase && !runs.isEmpty()) {
      problems.add(
          problem(
              "measure noise",
              "a table of a database changes from one reading to the next",
              "clone the runs into tables first, then compare those"));
    }
    for (TableName name : names) {
      if (name.version().isPresent() && name.isDatabase()) {
        problems.add(
            problem(
                "compare version %d of a table".formatted(name.version().getAsLong()),
                "it is one of a database, which keeps no versions of its tables",
                "leave the version out; the rows are those of one snapshot, taken now"));
      }
    }
    return problems;
  }

  private static Problem problem(String what, String fact, String hint) {
    return new Problem("DIFF_OPTION", "Cannot %s: %s.".formatted(what, fact), hint);
  }

  /**
   * One of the two tables that are compared, at the version that an option or else the file names.
   *
   * @param place where it is
   * @param declared what the file says of it
   * @param problems gets one if the file's version is that of another table
   */
  TableName versioned(Side side, String place, TableName declared, List<Problem> problems) {
    Long version = side == Side.LEFT ? leftVersion : rightVersion;
    if (version != null) {
      return new TableName(place, OptionalLong.of(version));
    }
    boolean isOther = !declared.place().isEmpty() && !isSame(declared.place(), place);
    if (isOther && declared.version().isPresent()) {
      problems.add(
          new Problem(
              "DIFF_CONTRADICTS_FILE",
              "Cannot compare version %d of the %s: the file names it for another table than the command line."
                  .formatted(declared.version().getAsLong(), side.text()),
              "say the version with --%s-version, or leave the table out".formatted(side.text())));
    }
    return new TableName(place, declared.version());
  }

  private static boolean isSame(String place, String other) {
    boolean areFiles = !JdbcOptions.isDatabase(place) && !JdbcOptions.isDatabase(other);
    return place.equals(other) || (areFiles && Location.of(place).equals(Location.of(other)));
  }

  /** Tables that are open, and the folders that databases were read into. */
  record Inputs(List<DiffInput> tables, ScratchFolders folders) implements AutoCloseable {
    @Override
    public void close() {
      folders.close();
    }
  }

  /**
   * Opens every table, files before databases, which take longer.
   *
   * @throws UserException with what keeps any of them from being opened
   */
  Inputs open(List<TableName> names, Progress progress) {
    List<Optional<DiffInput>> opened = new ArrayList<>();
    List<UserException> failures = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Optional<DiffInput> input = Optional.empty();
      try {
        input = names.get(i).isDatabase() ? input : Optional.of(file(names.get(i)));
      } catch (UserException e) {
        failures.add(e);
      }
      opened.add(input);
    }
    raise(failures);
    Inputs inputs = new Inputs(new ArrayList<>(), new ScratchFolders());
    try {
      for (int i = 0; i < names.size(); i++) {
        inputs.tables.add(
            opened.get(i).isPresent()
                ? opened.get(i).get()
                : database(names.get(i).place(), inputs, progress));
      }
      return inputs;
    } catch (RuntimeException | Error e) {
      inputs.close();
      throw e;
    }
  }

  private static DiffInput file(TableName name) {
    Location location = Location.of(name.place());
    OptionalLong version = name.version();
    return DiffInput.of(
        version.isPresent() ? Tables.open(location, version.getAsLong()) : Tables.open(location));
  }

  private DiffInput database(String address, Inputs inputs, Progress progress) {
    return new DatabaseInput(address, databases).read(inputs.folders.newFolder(), progress);
  }

  private static void raise(List<UserException> failures) {
    if (failures.isEmpty()) {
      return;
    }
    List<Problem> problems =
        failures.stream().flatMap(failure -> failure.problems().stream()).toList();
    List<ExitCode> codes = failures.stream().map(UserException::exitCode).distinct().toList();
    if (codes.get(codes.size() - 1) == ExitCode.USAGE) {
      throw UserException.usage(problems);
    }
    throw codes.equals(List.of(ExitCode.UNDECIDED))
        ? UserException.undecided(problems)
        : UserException.source(problems);
  }
}
