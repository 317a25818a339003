package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
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
  List<Problem> problems(List<String> names, List<String> runs, boolean onSpark) {
    List<Problem> problems = new ArrayList<>();
    boolean anyDatabase = names.stream().anyMatch(JdbcOptions::isDatabase);
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
    for (int side = 0; side < Math.min(2, names.size()); side++) {
      if (version(side).isPresent() && JdbcOptions.isDatabase(names.get(side))) {
        problems.add(
            problem(
                "compare with --%s-version".formatted(side == 0 ? "left" : "right"),
                "a database keeps no versions of its tables",
                "leave it out; the rows are those of one snapshot, taken now"));
      }
    }
    return problems;
  }

  private static Problem problem(String what, String fact, String hint) {
    return new Problem("DIFF_OPTION", "Cannot %s: %s.".formatted(what, fact), hint);
  }

  private OptionalLong version(int side) {
    Long version = side == 0 ? leftVersion : side == 1 ? rightVersion : null;
    return version == null ? OptionalLong.empty() : OptionalLong.of(version);
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
  Inputs open(List<String> names, Progress progress) {
    List<Optional<DiffInput>> opened = new ArrayList<>();
    List<UserException> failures = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Optional<DiffInput> input = Optional.empty();
      try {
        input = JdbcOptions.isDatabase(names.get(i)) ? input : Optional.of(file(names.get(i), i));
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
                : database(names.get(i), inputs, progress));
      }
      return inputs;
    } catch (RuntimeException | Error e) {
      inputs.close();
      throw e;
    }
  }

  private DiffInput file(String name, int side) {
    Location location = Location.of(name);
    OptionalLong version = version(side);
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
