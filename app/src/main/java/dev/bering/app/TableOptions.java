package dev.bering.app;

import dev.bering.clone.folder.FolderConversion;
import dev.bering.clone.folder.FolderPlanner;
import dev.bering.clone.iceberg.IcebergConversion;
import dev.bering.clone.iceberg.IcebergPlanner;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Everything that can be said of the clone of one table, and which kind of clone that makes. */
final class TableOptions {

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
        raise(problems);
        yield folderClone(from, to, transfer);
      }
    };
  }

  private TableClone folderClone(Location source, Location target, Transfer transfer) {
    return new PlannedClone(
        targetFormat == TargetFormat.DELTA
            ? () ->
                new FolderConversion(
                        transfer.progress(), transfer.stores(), Clock.systemUTC())
                    .plan(source, target, folder.conversion())
            : () ->
                new FolderPlanner(transfer.progress(), transfer.stores())
                    .plan(source, target, folder.copy()),
        transfer);
  }

  private TableClone icebergClone(String source, Location target, Transfer transfer) {
    return new PlannedClone(
        targetFormat == TargetFormat.DELTA
            ? () ->
                new IcebergConversion(
                        transfer.progress(), transfer.stores(), Clock.systemUTC())
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
            source,
            List.of("--target-format"),
            "Iceberg tables and folders of data files");
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
