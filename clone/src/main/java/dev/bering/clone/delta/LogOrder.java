package dev.bering.clone.delta;

import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogListing.Compaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must appear in which order, so that a reader who looks at any moment sees a table: sidecars
 * before the checkpoints that name them, a checkpoint after its commit, the hint at the newest
 * checkpoint last (Delta protocol, "Checkpoints", "Last Checkpoint File").
 *
 * <p>The checkpoint that a history starts from comes before its commit: no reader opens the one
 * without the other, and after the commit, which is the smaller and is put in one step, every
 * reader finds the version.
 *
 * @param first the oldest version that is carried
 * @param checkpoints those that are carried
 * @param base the one among them from which a new history starts; empty where one goes on
 */
record LogOrder(
    LogListing log, long first, List<Checkpoint> checkpoints, Optional<Checkpoint> base) {

  List<StoredFile> files(Collection<StoredFile> sidecars) {
    List<StoredFile> ordered = new ArrayList<>(sidecars);
    base.ifPresent(checkpoint -> ordered.addAll(checkpoint.parts()));
    Map<Long, List<StoredFile>> afterCommit = afterCommit();
    for (long version = Math.max(first, oldest()); version <= log.latestVersion(); version++) {
      Optional.ofNullable(log.commits().get(version)).ifPresent(ordered::add);
      Optional.ofNullable(log.checksums().get(version)).ifPresent(ordered::add);
      ordered.addAll(afterCommit.getOrDefault(version, List.of()));
    }
    log.lastCheckpoint().ifPresent(ordered::add);
    return ordered;
  }

  /** Checkpoints, then compactions, by the version whose commit they follow. */
  private Map<Long, List<StoredFile>> afterCommit() {
    Map<Long, List<StoredFile>> files = new HashMap<>();
    for (Checkpoint checkpoint : checkpoints) {
      if (!base.equals(Optional.of(checkpoint))) {
        files
            .computeIfAbsent(checkpoint.version(), version -> new ArrayList<>())
            .addAll(checkpoint.parts());
      }
    }
    for (Compaction compaction : log.compactions()) {
      if (compaction.fromVersion() >= first) {
        files
            .computeIfAbsent(compaction.toVersion(), version -> new ArrayList<>())
            .add(compaction.file());
      }
    }
    return files;
  }

  private long oldest() {
    long commit = log.commits().isEmpty() ? Long.MAX_VALUE : log.commits().firstKey();
    long checkpoint =
        log.checkpoints().isEmpty() ? Long.MAX_VALUE : log.checkpoints().get(0).version();
    return Math.min(commit, checkpoint);
  }
}
