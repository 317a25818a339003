package dev.bering.app;

import dev.bering.clone.delta.ClonedVersion;
import dev.bering.clone.folder.DataFolder;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlType;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.parity.RowFingerprint;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.CommitTimes;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the rows of a table with those of its copy by fingerprints, reading each side once. A
 * replica is compared at its own version, a snapshot with the version that it was taken from, what
 * has no versions as it stands.
 *
 * <p>What cannot be read faithfully ends with exit code 4 and a reason, never as equal.
 */
final class RowsCheck {

  private final Progress progress;

  RowsCheck(Progress progress) {
    this.progress = progress;
  }

  /**
   * Compares what the copy stands at with a source that is named as its user names it.
   *
   * @throws UserException with exit code 4 if nobody can tell, 3 if a side is missing, 2 if an
   *     option is not for that kind of table
   */
  RowsReport check(TableOptions options, String source, Location target) {
    Location from = readable(options, source, target);
    if (!isDelta(from) || !isDelta(target)) {
      requireAllSeen(from);
      requireAllSeen(target);
      return compare(Tables.open(from), Tables.open(target));
    }
    ClonedVersion versions = ClonedVersion.of(from, target);
    return compare(at(from, versions.source()), at(target, versions.target()));
  }

  /**
   * Compares one version of a table with the same version of its replica.
   *
   * @throws UserException as {@link #check(TableOptions, String, Location)}, or CHECK_ROWS_OPTION
   *     if the copy counts its own versions
   */
  RowsReport check(TableOptions options, String source, Location target, long version) {
    Location from = readable(options, source, target);
    requireSameVersions(from, target, "version %d of %s".formatted(version, from), "--version");
    return compare(at(from, version), at(target, version));
  }

  /**
   * Compares the version of a table that was current at a time with the same version of its
   * replica. Which version that is, the source says: a copy of its files has other times.
   *
   * @throws UserException as {@link #check(TableOptions, String, Location, long)}, or
   *     CHECK_ROWS_OPTION if no retained version is as old
   */
  RowsReport check(TableOptions options, String source, Location target, Instant time) {
    Location from = readable(options, source, target);
    requireSameVersions(from, target, "%s as of %s".formatted(from, time), "--timestamp");
    long version = versionAt(from, time);
    return compare(at(from, version), at(target, version));
  }

  private static Location readable(TableOptions options, String source, Location target) {
    Location from = options.place(source).orElseThrow(() -> withoutPlace(source));
    requireReadable(from, target);
    options.requireNotOfIceberg(source);
    return from;
  }

  private static void requireSameVersions(
      Location source, Location target, String what, String option) {
    if (!isDelta(source) || !isDelta(target) || !ClonedVersion.of(source, target).countsAlike()) {
      throw UserException.usage(
          new Problem(
              "CHECK_ROWS_OPTION",
              "Cannot compare %s: %s does not have the same versions.".formatted(what, target),
              "leave %s out to compare what the copy was taken from".formatted(option)));
    }
  }

  private static long versionAt(Location table, Instant time) {
    try (Store store = Stores.open(table)) {
      return new CommitTimes(LogListing.of(store), new LogReader(store))
          .versionAt(time)
          .orElseThrow(
              () ->
                  UserException.usage(
                      new Problem(
                          "CHECK_ROWS_OPTION",
                          "Cannot compare %s as of %s: its oldest retained commit is younger."
                              .formatted(table, time),
                          "choose a later time")));
    } catch (IOException e) {
      throw TableFormat.unreadable(table, e);
    }
  }

  /**
   * Files of a folder that other readers see and the engine does not would be compared by nobody.
   */
  private static void requireAllSeen(Location side) {
    if (isDelta(side) || !Files.isDirectory(side.toPath())) {
      return;
    }
    Optional<String> unseen;
    try (Store store = Stores.open(side)) {
      unseen = DataFolder.firstBeside(store, path -> Tables.isParquetOfFolder(Path.of(path)));
    } catch (IOException e) {
      throw TableFormat.unreadable(side, e);
    }
    unseen.ifPresent(
        path -> {
          throw undecided(
              side.toString(),
              "the engine reads files named *.parquet only, and there is " + path,
              "check the files instead, without --rows");
        });
  }

  private static boolean isDelta(Location location) {
    return Files.isDirectory(location.toPath().resolve(TableFormat.DELTA_LOG));
  }

  /** A version that is gone is not a difference. */
  private static TableSnapshot at(Location location, long version) {
    try {
      return Tables.open(Location.of(location + "/" + TableFormat.DELTA_LOG), version);
    } catch (UserException e) {
      throw undecided(
          location.toString(),
          e.problems().get(0).message(),
          "clone again, so that the copy stands at a version that both have");
    }
  }

  /** Why nobody can tell of a source that lies nowhere: a database, or a table of a catalog. */
  private static UserException withoutPlace(String source) {
    return JdbcOptions.isDatabase(source)
        ? undecided(
            JdbcOptions.shown(source),
            "rows of a database change while they are read",
            "run the clone again: it compares every range of rows by fingerprint")
        : undecided(
            source,
            "the engine does not read Iceberg tables",
            "check the files instead, without --rows");
  }

  private static void requireReadable(Location source, Location target) {
    for (Location side : List.of(source, target)) {
      if (!side.isLocal()) {
        throw undecided(
            side.toString(),
            "the engine reads local files only",
            "check the files instead, without --rows");
      }
      if (TableFormat.of(side) == TableFormat.ICEBERG) {
        throw undecided(
            side.toString(),
            "the engine does not read Iceberg tables",
            "check the files instead, without --rows");
      }
    }
  }

  private static UserException undecided(String subject, String fact, String hint) {
    String sentence = fact.endsWith(".") ? fact : fact + ".";
    return UserException.undecided(
        List.of(
            new Problem(
                "CHECK_ROWS_UNREADABLE",
                "Cannot compare the rows of %s: %s".formatted(subject, sentence),
                hint)));
  }

  private RowsReport compare(TableSnapshot source, TableSnapshot target) {
    try (Engine engine = DuckDbEngine.open();
        Progress.Step step = progress.begin("reading rows", 2, Progress.Unit.STEPS)) {
      List<Relation> sides =
          List.of(engine.register("source", source), engine.register("target", target));
      requireTypes(sides.get(0), sides.get(1));
      List<RowFingerprint> rows = new ArrayList<>();
      List<Problem> undecided = new ArrayList<>();
      for (Relation side : sides) {
        try {
          rows.add(RowFingerprint.of(engine, side));
        } catch (UserException e) {
          if (e.exitCode() != ExitCode.UNDECIDED) {
            throw e;
          }
          undecided.addAll(e.problems());
        }
        step.advance(1);
      }
      if (!undecided.isEmpty()) {
        throw UserException.undecided(undecided);
      }
      return new RowsReport(
          source.location(),
          target.location(),
          state(source),
          state(target),
          rows.get(0),
          rows.get(1),
          engine.description());
    }
  }

  /** What stands in folder names is text, whatever type it has in the copy. */
  private static void requireTypes(Relation source, Relation target) {
    for (RelationColumn column : source.columns()) {
      boolean isTyped =
          target.columns().stream()
              .anyMatch(
                  other ->
                      other.name().equals(column.name())
                          && !(other.type() instanceof SqlType.Untyped));
      if (column.type() instanceof SqlType.Untyped && isTyped) {
        throw undecided(
            source.source(),
            "column '%s' stands in names of folders, which have no types".formatted(column.name()),
            "compare them with 'bering diff', which reads text as the type of the other side");
      }
    }
  }

  private static String state(TableSnapshot table) {
    return table instanceof TableSnapshot.Delta delta
        ? "version " + delta.version()
        : table.summary();
  }
}
