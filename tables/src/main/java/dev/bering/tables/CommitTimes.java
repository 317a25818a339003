package dev.bering.tables;

import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * When the commits of a Delta table were made, as time travel sees it: the in-commit timestamp
 * where there is one, else the modification time of the file, and never earlier than the commit
 * before (Delta protocol, "In-Commit Timestamps").
 */
public final class CommitTimes {

  private final TreeMap<Long, Instant> times = new TreeMap<>();

  /** Reads the first action of every commit that is listed. */
  public CommitTimes(LogListing log, LogReader reader) throws IOException {
    Instant before = Instant.MIN;
    for (Map.Entry<Long, StoredFile> commit : log.commits().entrySet()) {
      Optional<Instant> inCommit = reader.inCommitTime(commit.getValue().path());
      Instant time = inCommit.orElse(commit.getValue().modified());
      if (inCommit.isEmpty() && !time.isAfter(before)) {
        time = before.plusMillis(1);
      }
      times.put(commit.getKey(), time);
      before = time;
    }
  }

  /** When a version was made; empty if its commit is not retained. */
  public Optional<Instant> of(long version) {
    return Optional.ofNullable(times.get(version));
  }

  /** The version that was current at {@code time}; empty if the oldest commit is younger. */
  public OptionalLong versionAt(Instant time) {
    return times.entrySet().stream()
        .filter(commit -> !commit.getValue().isAfter(time))
        .mapToLong(Map.Entry::getKey)
        .max();
  }
}
