package dev.bering.clone.iceberg;

import dev.bering.clone.ClonePlaces;
import dev.bering.clone.Complaints;
import dev.bering.clone.iceberg.IcebergSource.Current;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.iceberg.RecordedPath;
import dev.bering.tables.iceberg.RecordedPath.UnusablePath;
import dev.bering.tables.iceberg.TableMetadata;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A table at one metadata file, at which it stays however many commits follow. */
record PinnedTable(IcebergSource source, Current current, TableMetadata metadata) {

  /**
   * Reads the source's current metadata.
   *
   * @throws UserException if there is none, or with every reason why it cannot be carried
   */
  static PinnedTable of(IcebergSource source, Function<Location, Store> stores) throws IOException {
    Current current = source.current(stores);
    String text = Location.of(RecordedPath.canonical(current.file().toString())).toString();
    int slash = text.lastIndexOf('/');
    try (Store store = stores.apply(Location.of(slash == 0 ? "/" : text.substring(0, slash)))) {
      TableMetadata metadata = TableMetadata.read(store.open(text.substring(slash + 1)));
      Complaints complaints = new Complaints();
      metadata
          .obstacles()
          .forEach(obstacle -> complaints.add(Refusals.of(source.name(), obstacle)));
      complaints.raise(source.name());
      return new PinnedTable(source, current, metadata);
    } catch (NoSuchFileException e) {
      throw UserException.source(
          new Problem(
              "CLONE_SOURCE_MISSING",
              "Cannot clone %s: its metadata file %s is not there."
                  .formatted(source.name(), current.file()),
              "name the folder that holds the table's metadata folder, or a metadata.json"),
          e);
    }
  }

  /** For people. */
  String state() {
    return metadata.state(current.file().name());
  }

  /**
   * Where every path of the table leads.
   *
   * @throws UserException CLONE_TARGET_MOVED, CLONE_SOURCE_MOVED, CLONE_MAPPING_OUTSIDE,
   *     CLONE_MAPPING_CHANGED, CLONE_PATH_UNUSABLE
   */
  PathMap paths(Location target, IcebergOptions options, ReplicaRecord record) {
    Complaints complaints = new Complaints();
    String root = record.root().isEmpty() ? PathMap.spelling(target) : record.root();
    PathMap paths = new PathMap(root);
    try {
      if (!RecordedPath.isSamePlace(Location.of(root), target)) {
        complaints.add(
            new Problem(
                "CLONE_TARGET_MOVED",
                "Cannot clone %s: the metadata at %s says that it is at %s."
                    .formatted(source.name(), target, root),
                "move it back to where it was, or clone into a new folder"));
      }
      for (Map.Entry<String, Location> held : options.heldAt().entrySet()) {
        paths.hold(held.getKey(), held.getValue());
      }
      for (Map.Entry<String, String> known : record.folders().entrySet()) {
        paths.move(known.getKey(), known.getValue());
      }
      for (Map.Entry<String, Location> move : options.movedTo().entrySet()) {
        move(move.getKey(), move.getValue(), target, record, paths, complaints);
      }
      if (!paths.covers(metadata.location())) {
        paths.move(metadata.location(), "");
      }
      for (String folder : metadata.pathProperties().values()) {
        paths.keepTogether(folder);
      }
      checkFolder(paths, complaints);
    } catch (UnusablePath e) {
      complaints.add(unusable(e));
    }
    complaints.raise(source.name());
    return paths;
  }

  Problem unusable(UnusablePath e) {
    return new Problem(
        "CLONE_PATH_UNUSABLE",
        "Cannot clone %s: %s.".formatted(source.name(), e.getMessage()),
        "mend the metadata at the source; such a path has no certain meaning");
  }

  private void move(
      String prefix,
      Location place,
      Location target,
      ReplicaRecord record,
      PathMap paths,
      Complaints complaints)
      throws UnusablePath {
    if (!place.isWithin(target)) {
      complaints.add(
          new Problem(
              "CLONE_MAPPING_OUTSIDE",
              "Cannot clone %s: files below %s are to go to %s, which is outside the target %s."
                  .formatted(source.name(), prefix, place, target),
              "name a folder of the target, or a target that holds all of them"));
      return;
    }
    String folder = place.equals(target) ? "" : place.path().substring(target.path().length() + 1);
    Optional<String> before = paths.folderOf(prefix);
    boolean changed = before.isPresent() ? !before.get().equals(folder) : paths.covers(prefix);
    if (!record.folders().isEmpty() && changed) {
      complaints.add(
          new Problem(
              "CLONE_MAPPING_CHANGED",
              "Cannot clone %s: files below %s have gone to %s, and are now to go to %s."
                  .formatted(source.name(), prefix, paths.moved(prefix), place),
              "keep the mapping of the first run, or clone into a new folder"));
      return;
    }
    paths.move(prefix, folder);
  }

  /** A folder whose metadata names another place is a copy of a table, and no table. */
  private void checkFolder(PathMap paths, Complaints complaints) throws UnusablePath {
    Optional<Location> folder = source.folder();
    Location held = root(paths);
    if (folder.isPresent() && !RecordedPath.isSamePlace(folder.get(), held)) {
      complaints.add(
          new Problem(
              "CLONE_SOURCE_MOVED",
              "Cannot clone %s: its metadata says that the table is at %s."
                  .formatted(source.name(), metadata.location()),
              "name that place, or say that files below it are held at %s"
                  .formatted(folder.get())));
    }
  }

  /**
   * Refuses a target that lies in a place of the source, or holds one.
   *
   * @throws UserException CLONE_TARGET_OVERLAP, CLONE_TARGET_NOT_FOLDER, CLONE_UNREADABLE
   */
  void checkPlaces(Location target, PathMap paths) throws UnusablePath {
    Location place = Location.of(RecordedPath.canonical(target.toString()));
    ClonePlaces.check(root(paths), place);
    for (String folder : metadata.pathProperties().values()) {
      ClonePlaces.check(paths.heldAt(folder), place);
    }
  }

  /** Where the source holds the table's own folder. */
  Location root(PathMap paths) throws UnusablePath {
    return paths.heldAt(metadata.location());
  }
}
