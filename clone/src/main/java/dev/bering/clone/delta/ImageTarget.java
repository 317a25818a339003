package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Complaints;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.DeletionVector;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The table that conversions of one source make. */
final class ImageTarget {

  private final Location source;
  private final String sourceId;
  private final Location target;
  private final Store store;

  ImageTarget(Location source, String sourceId, Location target, Store store) {
    this.source = source;
    this.sourceId = sourceId;
    this.target = target;
    this.store = store;
  }

  private String application() {
    return SnapshotTarget.APPLICATION + sourceId;
  }

  /**
   * The newest version; empty if there is no table yet.
   *
   * @throws UserException CLONE_TARGET_OTHER_TABLE, CLONE_TARGET_DIVERGED if somebody else has made
   *     it
   */
  Optional<TableState> newest(TargetState there, Complaints complaints, Staging staging)
      throws IOException {
    if (there.version().isEmpty()) {
      there.checkOwner(source, sourceId);
      return Optional.empty();
    }
    TableState newest = read(there, complaints, staging);
    if (!newest.transactions().containsKey(application())) {
      throw there.otherTable(source, sourceId);
    }
    if (!there.isCommittedBy(application())) {
      throw TargetState.diverged(
          store, "%s/%020d.json".formatted(LogListing.FOLDER, newest.version()));
    }
    return Optional.of(newest);
  }

  /** The newest version, whoever has made it. */
  TableState read(TargetState there, Complaints complaints, Staging staging) throws IOException {
    return new StateReader(target.toString(), store, new FilePlaces(target), complaints, staging)
        .read(there.log(), there.version().orElseThrow());
  }

  /** A feature that a table has once had stays: older versions may need it. */
  static ObjectNode protocol(DeltaImage image, Optional<TableState> before) {
    Set<String> features = new TreeSet<>(image.features());
    before
        .flatMap(TableState::protocol)
        .ifPresent(
            known ->
                known.path("readerFeatures").forEach(feature -> features.add(feature.asText())));
    return DeltaImages.protocol(features);
  }

  /** What the log of a target would say that shows this image. */
  static TableState state(DeltaImage image, Staging staging) throws IOException {
    TableState state = new TableState(0, staging);
    image
        .files()
        .forEach(
            file ->
                state.file(
                    new FileState(
                        file.target(),
                        file.vector().map(DeletionVector::uniqueId).orElse(""),
                        0,
                        true,
                        file.sizeBytes(),
                        new Origin(
                            file.elsewhere().map(Location::toString).orElse(""), file.source()),
                        file.vector().flatMap(DeletionVector::relativeFile).orElse(""),
                        Origin.SAME,
                        file.vector().map(DeletionVector::endInFile).orElse(0L),
                        file.add().toString())));
    return state;
  }
}
