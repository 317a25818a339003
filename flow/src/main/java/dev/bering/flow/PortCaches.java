package dev.bering.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;

/**
 * Keeps the frames of chosen ports until they are freed; closing frees what is left.
 *
 * <p>Spark finds caches by plan, not by object: two ports with equal plans share one cache, and
 * freeing one would free both. So ports with equal plans share an entry here, and a frame that
 * somebody else has cached already is left to its owner.
 */
final class PortCaches implements AutoCloseable {
  private final Set<PortRef> wanted;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<PortRef, Integer> readers = new HashMap<>();

  /** A cache and the ports that it serves. No two are equal. */
  private static final class Entry {
    private final Dataset<?> rows;
    private final Set<PortRef> ports = new HashSet<>();

    Entry(Dataset<?> rows, PortRef port) {
      this.rows = rows;
      ports.add(port);
    }

    Dataset<?> rows() {
      return rows;
    }

    Set<PortRef> ports() {
      return ports;
    }
  }

  PortCaches(Set<PortRef> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  /** Has Spark keep {@code frame} from its first use on, if {@code port} is one to keep. */
  Frame<?> keep(PortRef port, Frame<?> frame) {
    if (wanted.contains(port)) {
      enter(port, frame.df());
    }
    return frame;
  }

  private void enter(PortRef port, Dataset<?> rows) {
    for (Entry entry : entries) {
      if (samePlan(entry.rows(), rows)) {
        entry.ports().add(port);
        return;
      }
    }
    if (rows.storageLevel().equals(StorageLevel.NONE())) {
      rows.persist(StorageLevel.MEMORY_AND_DISK());
      entries.add(new Entry(rows, port));
    }
  }

  private static boolean samePlan(Dataset<?> a, Dataset<?> b) {
    return a.semanticHash() == b.semanticHash() && sameSemantics(a, b);
  }

  @SuppressWarnings("unchecked") // plans are compared, rows are not touched
  private static boolean sameSemantics(Dataset<?> a, Dataset<?> b) {
    return ((Dataset<Object>) a).sameSemantics((Dataset<Object>) b);
  }

  /** What {@code port} shares with the ports of the same plan; empty if it is not kept here. */
  Optional<Object> cache(PortRef port) {
    return entries.stream().filter(e -> e.ports().contains(port)).map(e -> (Object) e).findFirst();
  }

  /**
   * Says how often the ports will be read, so that each is freed by the last reader.
   *
   * @param reads for each reader the ports that it reads
   */
  void expect(List<List<PortRef>> reads) {
    reads.forEach(ports -> ports.forEach(port -> readers.merge(port, 1, Integer::sum)));
  }

  /** A reader of {@code ports} has ended. */
  void read(List<PortRef> ports) {
    for (PortRef port : ports) {
      if (readers.merge(port, -1, Integer::sum) == 0) {
        free(port);
      }
    }
  }

  private void free(PortRef port) {
    for (Entry entry : List.copyOf(entries)) {
      if (entry.ports().remove(port) && entry.ports().isEmpty()) {
        entry.rows().unpersist();
        entries.remove(entry);
      }
    }
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.rows().unpersist());
    entries.clear();
  }
}
