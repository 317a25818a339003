package dev.bering.clone.delta;

import dev.bering.tables.CommitTimes;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.util.OptionalLong;

/** Finds the checkpoint that a shortened history starts from. */
final class HistoryStart {

  private final LogListing log;
  private final LogReader reader;

  HistoryStart(LogListing log, LogReader reader) {
    this.log = log;
    this.reader = reader;
  }

  /**
   * The version of the checkpoint to start from; empty if everything that is retained is to be
   * carried, because it was asked for or because no checkpoint is old enough.
   */
  OptionalLong of(History history) throws IOException {
    long upTo;
    if (history instanceof History.SinceVersion since) {
      upTo = since.version();
    } else if (history instanceof History.Since since) {
      upTo = new CommitTimes(log, reader).versionAt(since.time()).orElse(-1);
    } else if (history instanceof History.CheckpointOnly) {
      upTo = log.latestVersion();
    } else {
      return OptionalLong.empty();
    }
    long first = log.firstOfUnbrokenRun();
    return log.checkpoints().stream()
        .mapToLong(Checkpoint::version)
        .filter(version -> version <= upTo && version >= first - 1)
        .max();
  }
}
