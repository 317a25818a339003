package dev.bering.tables;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Opens tables by looking at what lies there. */
public final class Tables {

  private Tables() {}

  /**
   * Opens the newest state of a table: a folder with a {@code _delta_log} is a Delta table, a
   * folder with {@code .parquet} files or one such file is Parquet, a {@code .csv} or {@code
   * .csv.gz} file is CSV.
   *
   * @throws UserException TABLE_MISSING, TABLE_UNKNOWN_FORMAT, or a reason the format gives
   */
  public static TableSnapshot open(Location location) {
    Path path = location.toPath();
    if (!Files.exists(path)) {
      throw UserException.source(
          new Problem(
              "TABLE_MISSING",
              "Cannot read %s: nothing is there.".formatted(location),
              "check the path for a typing error"));
    }
    if (Files.isDirectory(path.resolve("_delta_log"))) {
      return DeltaSnapshots.latest(location);
    }
    if (Files.isDirectory(path)) {
      List<Path> files = parquetFiles(path);
      if (!files.isEmpty()) {
        return new TableSnapshot.Parquet(location, files);
      }
    } else if (hasSuffix(path, ".parquet")) {
      return new TableSnapshot.Parquet(location, List.of(path));
    } else if (hasSuffix(path, ".csv") || hasSuffix(path, ".csv.gz")) {
      return new TableSnapshot.Csv(location, path);
    }
    throw UserException.source(
        new Problem(
            "TABLE_UNKNOWN_FORMAT",
            "Cannot read %s: it is neither a Delta table nor Parquet nor CSV.".formatted(location),
            "name a folder with a _delta_log, a folder with .parquet files, a .parquet file, a"
                + " .csv or a .csv.gz file"));
  }

  /**
   * Opens one version of a Delta table.
   *
   * @throws UserException DELTA_UNREADABLE, also if the table no longer has that version
   */
  public static TableSnapshot open(Location location, long version) {
    return DeltaSnapshots.at(location, version);
  }

  private static boolean hasSuffix(Path path, String suffix) {
    return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  /** Names that begin with {@code _} or {@code .} are hidden, as everywhere in this ecosystem. */
  private static List<Path> parquetFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> isParquetOfFolder(folder.relativize(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "TABLE_UNREADABLE",
              "Cannot list %s: %s.".formatted(folder, e.getMessage()),
              "check the permissions of the folder"),
          e);
    }
  }

  /** Whether a file of a folder, by its path there, is one of those that are read. */
  public static boolean isParquetOfFolder(Path path) {
    return hasSuffix(path, ".parquet") && !isHidden(path);
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith("_") || part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
