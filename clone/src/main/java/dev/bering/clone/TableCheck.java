package dev.bering.clone;

import dev.bering.clone.CheckReport.Entry;
import dev.bering.clone.CheckReport.Mark;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares a Delta table with its replica: every log file and every file that the source's retained
 * history reaches, by hash of the bytes on both sides.
 */
public final class TableCheck {

  private final Progress progress;

  /** A check that tells {@code progress} how far it is. */
  public TableCheck(Progress progress) {
    this.progress = progress;
  }

  /**
   * Compares two tables. Reads everything on both sides, writes nothing.
   *
   * @throws UserException CHECK_MISSING, or the reasons why the source cannot be read
   */
  public CheckReport check(Location source, Location target) {
    List<Problem> missing = new ArrayList<>();
    for (Location side : List.of(source, target)) {
      if (!Files.isDirectory(side.toPath().resolve(LogListing.FOLDER))) {
        missing.add(
            new Problem(
                "CHECK_MISSING",
                "Cannot check %s: it has no _delta_log, so it is no Delta table.".formatted(side),
                "name the folder that holds the table's _delta_log"));
      }
    }
    if (!missing.isEmpty()) {
      throw UserException.source(missing);
    }
    try {
      return compare(source, Stores.open(source), target, Stores.open(target));
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CHECK_UNREADABLE",
              "Cannot check %s: %s.".formatted(source, Failures.fact(e)),
              "check the permissions of both folders"),
          e);
    }
  }

  private CheckReport compare(Location source, Store from, Location target, Store to)
      throws IOException {
    LogListing log = LogListing.of(from);
    ReplicaContents contents =
        new ReplicaReader(source, from, progress).read(log, -1, checkpoint -> true);
    Map<String, StoredFile> expected = new TreeMap<>();
    contents.files().forEach((path, file) -> file.stored().ifPresent(f -> expected.put(path, f)));
    logFiles(contents).forEach(file -> expected.put(file.path(), file));

    List<Entry> entries = new ArrayList<>();
    long same = 0;
    long bytes = expected.values().stream().mapToLong(StoredFile::sizeBytes).sum();
    try (Progress.Step step = progress.begin("comparing files", bytes, Progress.Unit.BYTES)) {
      for (StoredFile file : expected.values()) {
        Optional<Entry> entry = compare(file, from, to);
        entry.ifPresent(entries::add);
        same += entry.isEmpty() ? 1 : 0;
        step.advance(file.sizeBytes());
      }
    }
    targetOnly(contents, expected.keySet(), to)
        .forEach(path -> entries.add(new Entry(Mark.TARGET_ONLY, path, "not at the source")));
    entries.sort(Comparator.comparing(Entry::path));
    return new CheckReport(
        source, target, contents.version(), same, contents.holes().size(), entries);
  }

  private static List<StoredFile> logFiles(ReplicaContents contents) {
    LogListing log = contents.log();
    List<StoredFile> files = new ArrayList<>(contents.sidecars());
    files.addAll(log.commits().values());
    files.addAll(log.checksums().values());
    log.checkpoints().forEach(checkpoint -> files.addAll(checkpoint.parts()));
    log.compactions().forEach(compaction -> files.add(compaction.file()));
    log.lastCheckpoint().ifPresent(files::add);
    return files;
  }

  private static Optional<Entry> compare(StoredFile file, Store from, Store to) {
    try {
      Optional<StoredFile> there = to.status(file.path());
      if (there.isEmpty()) {
        return Optional.of(new Entry(Mark.SOURCE_ONLY, file.path(), "not at the target"));
      }
      if (there.get().sizeBytes() != file.sizeBytes()) {
        return Optional.of(
            new Entry(
                Mark.DIFFERENT,
                file.path(),
                "%d bytes, at the target %d".formatted(file.sizeBytes(), there.get().sizeBytes())));
      }
      return from.hash(file.path()).equals(to.hash(file.path()))
          ? Optional.empty()
          : Optional.of(new Entry(Mark.DIFFERENT, file.path(), "same size, other content"));
    } catch (IOException e) {
      return Optional.of(new Entry(Mark.ERROR, file.path(), Failures.fact(e)));
    }
  }

  /**
   * Files of the target that the source does not know. History that the source has let go of, and
   * what Bering itself keeps there, is no difference.
   */
  private static List<String> targetOnly(ReplicaContents contents, Set<String> expected, Store to)
      throws IOException {
    Set<String> known = new HashSet<>(expected);
    known.addAll(contents.holes());
    List<String> unknown = new ArrayList<>();
    to.walk(
        "",
        file -> {
          if (!known.contains(file.path())
              && !file.path().startsWith(Store.OWN_FOLDER + "/")
              && !isHiddenCompanion(file.path())) {
            unknown.add(file.path());
          }
        });
    return unknown;
  }

  /** Hadoop keeps a checksum beside every file it writes locally: {@code .name.crc}. */
  private static boolean isHiddenCompanion(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith(".") && name.endsWith(".crc");
  }
}
