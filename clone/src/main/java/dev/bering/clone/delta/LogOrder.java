package dev.bering.clone.delta;

import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogListing.Compaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What must appear in which order, so that a reader who looks at any moment sees a table: sidecars
 * before the checkpoints that name them, a checkpoint after its commit, the hint at the newest
 * checkpoint last (Delta protocol, "Checkpoints", "Last Checkpoint File").
 *
 * @param first the oldest version that is carried
 * @param checkpoints those that are carried
 */
record LogOrder(LogListing log, long first, List<Checkpoint> checkpoints) {

  List<StoredFile> files(Collection<StoredFile> sidecars) {
    List<StoredFile> ordered = new ArrayList<>(sidecars);
    for (long version = Math.max(first, oldest()); version <= log.latestVersion(); version++) {
      long v = version;
      Optional.ofNullable(log.commits().get(v)).ifPresent(ordered::add);
      Optional.ofNullable(log.checksums().get(v)).ifPresent(ordered::add);
      for (Checkpoint checkpoint : checkpoints) {
        if (checkpoint.version() == v) {
          ordered.addAll(checkpoint.parts());
        }
      }
      for (Compaction compaction : log.compactions()) {
        if (compaction.toVersion() == v && compaction.fromVersion() >= first) {
          ordered.add(compaction.file());
        }
      }
    }
    log.lastCheckpoint().ifPresent(ordered::add);
    return ordered;
  }

  private long oldest() {
    long commit = log.commits().isEmpty() ? Long.MAX_VALUE : log.commits().firstKey();
    long checkpoint =
        log.checkpoints().isEmpty() ? Long.MAX_VALUE : log.checkpoints().get(0).version();
    return Math.min(commit, checkpoint);
  }
}
