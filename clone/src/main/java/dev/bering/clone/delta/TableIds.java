package dev.bering.clone.delta;

import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.CheckpointReader;
import dev.bering.tables.LogAction;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out which table a log is of. */
final class TableIds {

  private final LogListing log;
  private final LogReader commits;
  private final CheckpointReader checkpoints;

  private TableIds(Store store, LogListing log) {
    this.log = log;
    this.commits = new LogReader(store);
    this.checkpoints = new CheckpointReader(store);
  }

  /**
   * The id in the newest {@code metaData} action; empty text if there is none. Every checkpoint
   * repeats it, so no more is read than the newest one and the commits after it.
   */
  static String newest(Store store, LogListing log) throws IOException {
    return new TableIds(store, log).newest().orElse("");
  }

  private Optional<String> newest() throws IOException {
    List<Checkpoint> points = log.checkpoints();
    long before = Long.MAX_VALUE;
    for (int i = points.size() - 1; i >= 0; i--) {
      long version = points.get(i).version();
      Optional<String> found = inCommits(version + 1, before);
      if (found.isEmpty()) {
        found = in(points.get(i));
      }
      if (found.isPresent()) {
        return found;
      }
      before = version + 1;
    }
    return inCommits(0, before);
  }

  private Optional<String> inCommits(long from, long before) throws IOException {
    if (from >= before) {
      return Optional.empty();
    }
    List<String> ids = new ArrayList<>();
    for (StoredFile commit :
        log.commits().subMap(from, true, before, false).descendingMap().values()) {
      commits.read(commit.path(), action -> collect(action, ids));
      if (!ids.isEmpty()) {
        break;
      }
    }
    return last(ids);
  }

  private Optional<String> in(Checkpoint checkpoint) throws IOException {
    List<String> ids = new ArrayList<>();
    for (StoredFile part : checkpoint.parts()) {
      if (part.path().endsWith(".json")) {
        commits.read(part.path(), action -> collect(action, ids));
      } else {
        checkpoints.read(part, CheckpointReader.REFERENCES, action -> collect(action, ids));
      }
    }
    return last(ids);
  }

  private static void collect(LogAction action, List<String> ids) {
    if (action instanceof LogAction.Metadata metadata) {
      ids.add(metadata.tableId());
    }
  }

  private static Optional<String> last(List<String> ids) {
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(ids.size() - 1));
  }
}
