package dev.bering.clone.delta;

import dev.bering.clone.Complaints;
import dev.bering.clone.FileCopy;
import dev.bering.clone.FileList;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.clone.delta.Sightings.Sighting;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.util.function.Function;

/** Which files a replica lacks, and which it does not need any more. */
final class ReplicaFiles {

  private final Store from;
  private final Store to;
  private final Function<Location, Store> stores;
  private final TargetState state;
  private final FileLookup lookup;
  private final Damage damage;
  private final Tally holes = new Tally();
  private final FileList.Builder historical;
  private final FileList.Builder live;
  private final FileList.Builder unneeded;
  private long present;

  ReplicaFiles(
      Location source,
      Store from,
      Store to,
      Function<Location, Store> stores,
      TargetState state,
      Complaints complaints,
      Staging staging) {
    this.from = from;
    this.to = to;
    this.stores = stores;
    this.state = state;
    this.damage =
        new Damage(
            source,
            "its newest version",
            "restore what is missing, or clone from a healthy copy of the table",
            complaints);
    this.lookup = new FileLookup(source, from, to, stores, staging, damage::denied);
    this.historical = new FileList.Builder(staging);
    this.live = new FileList.Builder(staging);
    this.unneeded = new FileList.Builder(staging);
  }

  /** Looks for all that is needed. */
  void find(Reconciliation needs) throws IOException {
    lookup.drain(needs, this::sort);
    damage.complain();
  }

  /** As {@link #find}, and for what only {@code givenUp} needs. */
  void find(Reconciliation needs, Reconciliation givenUp) throws IOException {
    lookup.drainAll(
        needs,
        givenUp,
        sighting -> {
          sort(sighting);
          if (sighting.need().isEmpty() && sighting.kept() && sighting.target().isPresent()) {
            unneeded.add(FileCopy.of(sighting.path(), sighting.target().get().sizeBytes()));
          }
        });
    damage.complain();
  }

  private void sort(Sighting sighting) throws IOException {
    if (sighting.need().isPresent() && isLacking(sighting.need().get(), sighting)) {
      Need need = sighting.need().get();
      (need.live() ? live : historical)
          .add(need.origin().copyTo(need.path(), sighting.source().orElseThrow().sizeBytes()));
    }
  }

  /** Whether a file is to be copied; otherwise it is there, or it is gone. */
  private boolean isLacking(Need need, Sighting sighting) throws IOException {
    if (sighting.source().isEmpty()) {
      if (need.live()) {
        damage.lost(need);
      } else {
        holes.add(need.path());
      }
      return false;
    }
    StoredFile stored = sighting.source().get();
    if (need.live() && damage.isOf(need, stored)) {
      return false;
    }
    if (sighting.target().isEmpty()) {
      return true;
    }
    checkSame(need, stored, sighting.target().get());
    present++;
    return false;
  }

  /**
   * Files appear under their name only when whole and proven, so in a folder that a clone filled
   * the size is enough to know one again. Elsewhere the content is compared.
   */
  private void checkSame(Need need, StoredFile stored, StoredFile there) throws IOException {
    boolean same = there.sizeBytes() == stored.sizeBytes();
    if (same && !state.isMarked()) {
      Origin origin = need.origin();
      Store holder = origin.elsewhere().map(stores).orElse(from);
      String path = origin.isSame() ? need.path() : origin.name();
      same = holder.hash(path).equals(to.hash(need.path()));
    }
    if (!same) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_FILE_DIFFERS",
              "Cannot clone to %s: its file %s is not the source's (%d bytes against %d)."
                  .formatted(to.name(), need.path(), there.sizeBytes(), stored.sizeBytes()),
              "clone into a new folder, or remove the file if nobody needs it"));
    }
  }

  /** Files to copy; those that only history needs first: VACUUM at the source takes them next. */
  FileList lacking() throws IOException {
    return FileList.concat(historical.build(), live.build());
  }

  /** Files of the target that only versions need that are given up. */
  FileList unneeded() throws IOException {
    return unneeded.build();
  }

  /** Files that the target has already. */
  long present() {
    return present;
  }

  /** Files of old versions that are gone. */
  Tally holes() {
    return holes;
  }
}
