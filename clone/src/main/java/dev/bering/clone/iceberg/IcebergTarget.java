package dev.bering.clone.iceberg;

import dev.bering.clone.CloneMarker;
import dev.bering.clone.TargetMark;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Store;
import dev.bering.tables.iceberg.MetadataFiles;
import dev.bering.tables.iceberg.TableMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a clone finds at its target. */
final class IcebergTarget {

  private final Store store;
  private final Location target;
  private final Optional<CloneMarker> marker;
  private final MetadataFiles files;
  private final ReplicaRecord record;
  private final TargetMark mark;

  private IcebergTarget(
      Store store,
      Location target,
      Optional<CloneMarker> marker,
      MetadataFiles files,
      ReplicaRecord record,
      TargetMark mark) {
    this.store = store;
    this.target = target;
    this.marker = marker;
    this.files = files;
    this.record = record;
    this.mark = mark;
  }

  static IcebergTarget of(Store store, Location target) throws IOException {
    TargetMark mark = TargetMark.of(store);
    return new IcebergTarget(
        store,
        target,
        CloneMarker.read(store),
        MetadataFiles.of(store),
        ReplicaRecord.read(store),
        mark);
  }

  /** What a plan that is made of this state bears. */
  TargetMark mark() {
    return mark;
  }

  ReplicaRecord record() {
    return record;
  }

  MetadataFiles files() {
    return files;
  }

  /** The metadata file with the highest number; empty if the target has none. */
  Optional<String> newest() {
    return newest(files.paths());
  }

  /** The newest of those that clones have published. */
  Optional<String> newestPublished() {
    return newest(
        files.paths().stream().filter(path -> record.published().containsKey(path)).toList());
  }

  private static Optional<String> newest(List<String> paths) {
    return paths.stream()
        .max(
            (a, b) ->
                Long.compare(MetadataFiles.number(nameOf(a)), MetadataFiles.number(nameOf(b))));
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  TableMetadata read(String path) throws IOException {
    return TableMetadata.read(store.open(path));
  }

  /**
   * Refuses a target that is another table's, that somebody else has written to, or that is ahead.
   *
   * @throws UserException CLONE_TARGET_NOT_EMPTY, CLONE_TARGET_UNPROVEN, CLONE_TARGET_OTHER_TABLE,
   *     CLONE_TARGET_AHEAD, CLONE_TARGET_DIVERGED
   */
  void check(PinnedTable table) throws IOException {
    String tableId = table.metadata().tableId();
    Optional<String> newest = newest();
    if (marker.isEmpty()) {
      if (newest.isPresent()) {
        checkId(table, read(newest.get()).tableId(), tableId);
        throw unproven(table);
      }
      checkEmpty();
      return;
    }
    checkId(table, marker.get().tableId(), tableId);
    List<String> foreign = record.foreign(files.paths());
    if (!foreign.isEmpty()) {
      checkNotAhead(table, foreign.get(foreign.size() - 1));
      throw diverged(foreign.get(foreign.size() - 1));
    }
    if (newest.isPresent()) {
      ContentHash hash = store.hash(newest.get());
      if (!hash.hex().equals(record.published().get(newest.get()))) {
        throw diverged(newest.get());
      }
      checkNotAhead(table, newest.get());
    }
  }

  private void checkEmpty() throws IOException {
    List<String> foreign = new ArrayList<>();
    store.walk(
        "",
        file -> {
          if (!file.path().startsWith(Store.OWN_FOLDER + "/")) {
            foreign.add(file.path());
          }
        });
    if (!foreign.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_NOT_EMPTY",
              "Cannot clone to %s: it holds %s and no table, such as %s."
                  .formatted(
                      target,
                      Counts.of(foreign.size(), "file"),
                      foreign.stream().sorted().findFirst().orElseThrow()),
              "choose a folder that is empty or does not exist yet"));
    }
  }

  private UserException unproven(PinnedTable table) {
    return UserException.usage(
        new Problem(
            "CLONE_TARGET_UNPROVEN",
            "Cannot clone %s: %s holds a copy of this table that no clone has made, so nothing says that it is whole."
                .formatted(table.source().name(), target),
            "clone into a new folder"));
  }

  private void checkId(PinnedTable table, String id, String sourceId) {
    if (!id.equals(sourceId)) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_OTHER_TABLE",
              "Cannot clone %s: %s is another table (id %s, the source has id %s)."
                  .formatted(table.source().name(), target, id, sourceId),
              "choose another target; if the source was dropped and created anew, clone into a new"
                  + " folder"));
    }
  }

  private void checkNotAhead(PinnedTable table, String path) throws IOException {
    TableMetadata there = read(path);
    TableMetadata source = table.metadata();
    if (there.lastSequenceNumber() > source.lastSequenceNumber()
        || (record.published().containsKey(path)
            && there.lastUpdatedMs() > source.lastUpdatedMs())) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_AHEAD",
              "Cannot clone %s: %s is at %s, the source only at %s."
                  .formatted(
                      table.source().name(), target, there.state(nameOf(path)), table.state()),
              "somebody has written to the target, or the source is not the newest; clone into a"
                  + " new folder, or name the newest metadata"));
    }
  }

  private UserException diverged(String path) {
    return UserException.usage(
        new Problem(
            "CLONE_TARGET_DIVERGED",
            "Cannot clone to %s: its %s is not the source's, so somebody has written to one of the two."
                .formatted(target, path),
            "clone into a new folder; nothing at the target was changed"));
  }
}
