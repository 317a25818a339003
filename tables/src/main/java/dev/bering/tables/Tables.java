package dev.bering.tables;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.iceberg.IcebergTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Opens tables by looking at what lies there. */
public final class Tables {

  private static final String DELTA_LOG = "_delta_log";

  private static final List<String> JSON = List.of(".json", ".jsonl", ".ndjson");

  private Tables() {}

  /**
   * Opens the newest state of a table: a folder with a {@code _delta_log} is a Delta table, one
   * whose {@code metadata} folder holds a {@code .metadata.json} and such a file are an Iceberg
   * table, a folder with {@code .parquet} files or one such file is Parquet, a {@code .csv} file is
   * CSV, and a {@code .json}, {@code .jsonl} or {@code .ndjson} file is JSON, with or without
   * {@code .gz}.
   *
   * @throws UserException TABLE_MISSING, TABLE_UNKNOWN_FORMAT, TABLE_AMBIGUOUS if a folder is both
   *     a Delta and an Iceberg table, or a reason the format gives
   */
  public static TableSnapshot open(Location location) {
    Path path = location.toPath();
    Found found = find(location);
    if (found.kind() == Kind.DELTA) {
      return DeltaSnapshots.latest(found.table());
    }
    if (found.kind() == Kind.ICEBERG) {
      return IcebergTables.latest(found.table());
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
    } else if (JSON.stream()
        .anyMatch(suffix -> hasSuffix(path, suffix) || hasSuffix(path, suffix + ".gz"))) {
      return new TableSnapshot.Json(location, path);
    }
    throw UserException.source(
        new Problem(
            "TABLE_UNKNOWN_FORMAT",
            "Cannot read %s: it is neither a Delta nor an Iceberg table, nor Parquet, JSON or CSV."
                .formatted(location),
            "name a folder with a _delta_log, with a metadata folder or with .parquet files, a"
                + " .metadata.json or .parquet file, or a .json, .jsonl, .ndjson or .csv file,"
                + " which may end in .gz"));
  }

  /**
   * Opens one version of a Delta table, or one snapshot of an Iceberg table.
   *
   * @throws UserException DELTA_UNREADABLE or ICEBERG_SNAPSHOT_MISSING, also if the table no longer
   *     has that version; TABLE_WITHOUT_VERSIONS
   */
  public static TableSnapshot open(Location location, long version) {
    Found found = find(location);
    return switch (found.kind()) {
      case DELTA -> DeltaSnapshots.at(found.table(), version);
      case ICEBERG -> IcebergTables.at(found.table(), version);
      case FILES ->
          throw UserException.usage(
              new Problem(
                  "TABLE_WITHOUT_VERSIONS",
                  "Cannot read version %d of %s: it is no table that has versions."
                      .formatted(version, location),
                  "leave the version out"));
    };
  }

  /** What says which files there are. */
  private enum Kind {
    DELTA,
    ICEBERG,
    FILES
  }

  private record Found(Kind kind, Location table) {}

  /** The log itself names the table of a folder that is two. */
  private static Found find(Location location) {
    Path path = location.toPath();
    if (!Files.exists(path)) {
      throw UserException.source(
          new Problem(
              "TABLE_MISSING",
              "Cannot read %s: nothing is there.".formatted(location),
              "check the path for a typing error"));
    }
    Path folder = path.getParent();
    if (location.name().equals(DELTA_LOG) && Files.isDirectory(path) && folder != null) {
      return new Found(Kind.DELTA, Location.of(folder));
    }
    boolean delta = Files.isDirectory(path.resolve(DELTA_LOG));
    boolean iceberg = IcebergTables.isTable(path);
    if (delta && iceberg) {
      throw UserException.usage(
          new Problem(
              "TABLE_AMBIGUOUS",
              "Cannot read %s: it is a Delta table, by its _delta_log, and an Iceberg table, by its metadata folder."
                  .formatted(location),
              "name %s/_delta_log to read the one, or a .metadata.json file to read the other"
                  .formatted(location)));
    }
    return new Found(delta ? Kind.DELTA : iceberg ? Kind.ICEBERG : Kind.FILES, location);
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
