package dev.bering.clone.delta;

import dev.bering.clone.Complaints;
import dev.bering.clone.delta.FilePlaces.Place;
import dev.bering.clone.delta.FilePlaces.UnusablePath;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.tables.DeletionVector;
import dev.bering.tables.LogAction;
import dev.bering.tables.TableFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the actions of a table's versions say: which files they reach, which go into a {@link
 * Reconciliation} one after the other, and what else a replica has to know of the table.
 */
final class ReachedFiles {

  private final Location table;
  private final FilePlaces places;
  private final Reconciliation files;
  private final Complaints complaints;

  private boolean hasProtocol;
  private @Nullable String tableId;
  private boolean moved;

  ReachedFiles(Location table, FilePlaces places, Reconciliation files, Complaints complaints) {
    this.table = table;
    this.places = places;
    this.files = files;
    this.complaints = complaints;
  }

  /** Whether any version says what readers have to know. */
  boolean hasProtocol() {
    return hasProtocol;
  }

  /** As the last version that was read has it; empty if none has. */
  Optional<String> tableId() {
    return Optional.ofNullable(tableId);
  }

  /** Whether the replica has any file elsewhere than the table. */
  boolean moved() {
    return moved;
  }

  /**
   * To be told of the actions of a version.
   *
   * @param where for sentences, such as {@code version 7}
   */
  Version version(String where, long number, Part part) {
    return new Version(where, number, part);
  }

  /** What the actions of a version are read for. */
  enum Part {
    /** They decide what is live. */
    REPLAYED,
    /** They name files, and what they remove is no file that anybody reads. */
    NAMED,
    /** They name files, and readers of changes open those that they remove too. */
    CHANGES
  }

  /** The actions of one version. */
  final class Version {
    private final String where;
    private final long number;
    private final Part part;
    private final List<LogAction.Sidecar> sidecars = new ArrayList<>();

    private Version(String where, long number, Part part) {
      this.where = where;
      this.number = number;
      this.part = part;
    }

    /** The sidecars that have been named so far. */
    List<LogAction.Sidecar> sidecars() {
      return List.copyOf(sidecars);
    }

    void accept(LogAction action) throws IOException {
      if (action instanceof LogAction.Add add) {
        add(add);
      } else if (action instanceof LogAction.Remove remove) {
        remove(remove);
      } else if (action instanceof LogAction.Sidecar sidecar) {
        sidecars.add(sidecar);
      } else if (action instanceof LogAction.Change change) {
        Optional<Place> place = place(change.path());
        if (place.isPresent()) {
          files.need(
              new Need(
                  place.get().target(),
                  Need.Kind.CHANGE_DATA,
                  change.sizeBytes(),
                  false,
                  place.get().origin()));
        }
      } else if (action instanceof LogAction.Protocol protocol) {
        hasProtocol = true;
        complaints.addAll(TableFeatures.problems(table.toString(), protocol, where));
      } else if (action instanceof LogAction.Metadata metadata) {
        tableId = metadata.tableId();
      }
    }

    private void add(LogAction.Add add) throws IOException {
      Optional<Place> place = place(add.path());
      Optional<Place> vector = add.deletionVector().flatMap(this::vectorPlace);
      if (place.isEmpty()) {
        return;
      }
      if (part == Part.REPLAYED) {
        files.refer(
            new Reference(
                place.get().target(),
                place.get().origin(),
                number,
                true,
                add.sizeBytes(),
                add.deletionVector().map(DeletionVector::uniqueId).orElse(""),
                vector.map(Place::target).orElse(""),
                vector.map(Place::origin).orElse(Origin.SAME),
                endInFile(add.deletionVector())));
        return;
      }
      name(place.get(), add.sizeBytes(), vector, add.deletionVector());
    }

    private static long endInFile(Optional<DeletionVector> vector) {
      return vector.map(DeletionVector::endInFile).orElse(0L);
    }

    /** Files that are reached whatever is live. */
    private void name(
        Place file, long sizeBytes, Optional<Place> vectorFile, Optional<DeletionVector> vector)
        throws IOException {
      files.need(new Need(file.target(), Need.Kind.DATA, sizeBytes, false, file.origin()));
      if (vectorFile.isPresent()) {
        files.need(
            new Need(
                vectorFile.get().target(),
                Need.Kind.DELETION_VECTOR,
                endInFile(vector),
                false,
                vectorFile.get().origin()));
      }
    }

    private void remove(LogAction.Remove remove) throws IOException {
      Optional<Place> place = place(remove.path());
      Optional<Place> vector = remove.deletionVector().flatMap(this::vectorPlace);
      if (place.isEmpty()) {
        return;
      }
      if (part == Part.CHANGES && remove.changesRows()) {
        name(place.get(), 0, vector, remove.deletionVector());
      } else if (part == Part.REPLAYED) {
        files.refer(
            new Reference(
                place.get().target(),
                place.get().origin(),
                number,
                false,
                0,
                remove.deletionVector().map(DeletionVector::uniqueId).orElse(""),
                "",
                Origin.SAME,
                0));
      }
    }

    private Optional<Place> place(String path) {
      try {
        Place place = places.of(path);
        moved |= place.moved();
        return Optional.of(place);
      } catch (UnusablePath e) {
        complaints.add(
            new Problem(
                "CLONE_PATH_OUTSIDE",
                "Cannot clone %s: %s names a file outside the table, %s."
                    .formatted(table, where, e.fact()),
                "mend the log at the source; no reader can follow this path"));
        return Optional.empty();
      }
    }

    private Optional<Place> vectorPlace(DeletionVector vector) {
      try {
        Optional<Place> place = places.of(vector);
        moved |= place.isPresent() && place.get().moved();
        return place;
      } catch (UnusablePath e) {
        complaints.add(
            new Problem(
                "CLONE_DELETION_VECTOR",
                "Cannot clone %s: %s has a deletion vector that cannot be followed, %s."
                    .formatted(table, where, e.fact()),
                "run REORG TABLE ... APPLY (PURGE) at the source, then clone"));
        return Optional.empty();
      }
    }
  }
}
