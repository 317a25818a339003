package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Complaints;
import dev.bering.clone.Staging;
import dev.bering.clone.delta.FilePlaces.Place;
import dev.bering.clone.delta.FilePlaces.UnusablePath;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.CheckpointTrees;
import dev.bering.tables.DataPath;
import dev.bering.tables.DeletionVector;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogReader;
import dev.bering.tables.TableFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads one version of a Delta table with every field of every action. */
final class StateReader {

  private final String table;
  private final Store store;
  private final FilePlaces places;
  private final Complaints complaints;
  private final Staging staging;
  private final LogReader commits;
  private final CheckpointTrees checkpoints;

  /**
   * A reader.
   *
   * @param table for sentences
   * @param places where the files of the table are to be at the target; the actions are rewritten
   *     accordingly
   */
  StateReader(
      String table, Store store, FilePlaces places, Complaints complaints, Staging staging) {
    this.table = table;
    this.store = store;
    this.places = places;
    this.complaints = complaints;
    this.staging = staging;
    this.commits = new LogReader(store);
    this.checkpoints = new CheckpointTrees(store);
  }

  /**
   * Reads a version.
   *
   * @throws UserException CLONE_VERSION_MISSING if the log no longer leads to it; what else is
   *     wrong is complained of
   */
  TableState read(LogListing log, long version) throws IOException {
    Optional<Checkpoint> base =
        log.checkpoints().stream()
            .filter(checkpoint -> checkpoint.version() <= version)
            .max(Comparator.comparingLong(Checkpoint::version));
    long first = base.map(checkpoint -> checkpoint.version() + 1).orElse(0L);
    TableState state = new TableState(version, staging);
    if (base.isPresent()) {
      readCheckpoint(base.get(), state);
    }
    for (long v = first; v <= version; v++) {
      StoredFile commit = log.commits().get(v);
      if (commit == null) {
        throw UserException.source(
            new Problem(
                "CLONE_VERSION_MISSING",
                "Cannot clone %s at version %d: its log no longer has commit %d."
                    .formatted(table, version, v),
                "choose a newer version; bering clone --dry-run without a version shows the newest"));
      }
      Actions actions = new Actions(state, "version " + v, v);
      commits.readTrees(commit.path(), actions::accept);
    }
    return state;
  }

  private void readCheckpoint(Checkpoint checkpoint, TableState state) throws IOException {
    Actions actions =
        new Actions(state, "checkpoint " + checkpoint.version(), checkpoint.version());
    for (StoredFile part : checkpoint.parts()) {
      read(part, actions);
    }
    for (String name : List.copyOf(actions.sidecars)) {
      String path = LogListing.SIDECARS + "/" + name;
      Optional<StoredFile> stored = store.status(path);
      if (DataPath.of(name) instanceof DataPath.Relative && stored.isPresent()) {
        read(stored.get(), actions);
      } else {
        complaints.add(
            new Problem(
                "CLONE_SOURCE_DAMAGED",
                "Cannot clone %s: checkpoint %d needs sidecar %s, which is not there."
                    .formatted(table, checkpoint.version(), path),
                "restore what is missing, or clone from a healthy copy of the table"));
      }
    }
  }

  private void read(StoredFile file, Actions actions) throws IOException {
    if (file.path().endsWith(".json")) {
      commits.readTrees(file.path(), actions::accept);
    } else {
      checkpoints.read(file, actions::accept);
    }
  }

  /** The actions of one version or checkpoint. */
  private final class Actions {
    private final TableState state;
    private final String where;
    private final long version;
    private final List<String> sidecars = new ArrayList<>();

    Actions(TableState state, String where, long version) {
      this.state = state;
      this.where = where;
      this.version = version;
    }

    void accept(ObjectNode action) throws IOException {
      if (action.get("add") instanceof ObjectNode add) {
        file(add, true);
      } else if (action.get("remove") instanceof ObjectNode remove) {
        file(remove, false);
      } else if (action.get("txn") instanceof ObjectNode transaction) {
        state.transaction(transaction);
      } else if (action.get("domainMetadata") instanceof ObjectNode domain) {
        state.domain(domain);
      } else if (action.get("protocol") instanceof ObjectNode protocol) {
        state.protocol(protocol);
        complaints.addAll(TableFeatures.problems(table, commits.protocol(where, protocol), where));
      } else if (action.get("metaData") instanceof ObjectNode metadata) {
        state.metadata(metadata);
      } else if (action.get("sidecar") instanceof ObjectNode sidecar) {
        sidecars.add(sidecar.path("path").asText());
      }
    }

    private void file(ObjectNode file, boolean add) throws IOException {
      Optional<DeletionVector> vector =
          add
              ? commits.add(where, file).deletionVector()
              : commits.remove(where, file).deletionVector();
      try {
        Place place = places.of(file.path("path").asText());
        Optional<Place> vectorPlace =
            vector.isPresent() ? places.of(vector.get()) : Optional.empty();
        if (place.moved()) {
          file.put("path", DataPath.spelling(place.target()));
        }
        state.file(
            new FileState(
                place.target(),
                vector.map(v -> moved(v, vectorPlace, file).uniqueId()).orElse(""),
                version,
                add,
                file.path("size").asLong(),
                place.origin(),
                vectorPlace.map(Place::target).orElse(""),
                vectorPlace.map(Place::origin).orElse(Origin.SAME),
                vector.map(DeletionVector::endInFile).orElse(0L),
                add ? file.toString() : ""));
      } catch (UnusablePath e) {
        complaints.add(
            new Problem(
                "CLONE_PATH_OUTSIDE",
                "Cannot clone %s: %s names a file outside the table, %s."
                    .formatted(table, where, e.fact()),
                "mend the log at the source; no reader can follow this path"));
      }
    }

    /** The vector as the target has it, in the action too. */
    private DeletionVector moved(DeletionVector vector, Optional<Place> place, ObjectNode file) {
      if (place.isEmpty() || !place.get().moved()) {
        return vector;
      }
      DeletionVector moved = places.moved(vector, place.get());
      if (file.get("deletionVector") instanceof ObjectNode object) {
        object.put("storageType", moved.storageType());
        object.put("pathOrInlineDv", moved.pathOrInline());
      }
      return moved;
    }
  }
}
