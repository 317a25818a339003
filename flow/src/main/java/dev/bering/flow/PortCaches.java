package dev.bering.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Keeps the frames of chosen ports until the last reader has ended; closing frees what is left.
 *
 * <p>Spark finds caches by plan, not by object: two ports with equal plans share one cache, and
 * freeing one would free both. So ports with equal plans share an entry here, and a frame that
 * somebody else has cached already is left to its owner.
 */
final class PortCaches implements AutoCloseable {
  private final Set<PortRef> wanted;
  private final CacheRoom room;
  private final String owner;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<PortRef, Integer> readers = new HashMap<>();
  private final List<PortCache> told = new ArrayList<>();

  /** A cache and the ports that it serves. No two are equal. */
  private static final class Entry {
    private final NamedCache cache;
    private final Set<PortRef> ports = new HashSet<>();

    Entry(NamedCache cache, PortRef port) {
      this.cache = cache;
      ports.add(port);
    }
  }

  /**
   * @param owner what tells the caches of this run from those of others in the Spark UI
   */
  PortCaches(Set<PortRef> wanted, CacheRoom room, String owner) {
    this.wanted = Set.copyOf(wanted);
    this.room = room;
    this.owner = owner;
  }

  /** Has Spark keep {@code frame} from its first use on, if {@code port} is one to keep. */
  Frame<?> keep(PortRef port, Frame<?> frame) {
    if (!wanted.contains(port)) {
      return frame;
    }
    Dataset<Row> rows = frame.df();
    for (Entry entry : entries) {
      if (samePlan(entry.cache.rows(), rows)) {
        entry.ports.add(port);
        told.add(new PortCache(port, PortCache.Kept.MEMORY, "the same rows as another port"));
        return frame;
      }
    }
    if (!rows.storageLevel().equals(StorageLevel.NONE())) {
      told.add(new PortCache(port, PortCache.Kept.ELSEWHERE, "they were in Spark's cache before"));
      return frame;
    }
    PlanShape shape = PlanShape.of(rows);
    PortCache place = room.place(port, shape);
    told.add(place);
    if (!place.isKept()) {
      return frame;
    }
    Dataset<Row> sized = room.sized(rows, shape);
    entries.add(new Entry(NamedCache.of(owner + port, sized, room.level(place)), port));
    return sized == rows ? frame : frame.holding(sized);
  }

  private static boolean samePlan(Dataset<?> a, Dataset<?> b) {
    return a.semanticHash() == b.semanticHash() && sameSemantics(a, b);
  }

  @SuppressWarnings("unchecked") // plans are compared, rows are not touched
  private static boolean sameSemantics(Dataset<?> a, Dataset<?> b) {
    return ((Dataset<Object>) a).sameSemantics((Dataset<Object>) b);
  }

  /** What became of the ports to keep, in the order in which they were described. */
  List<PortCache> told() {
    return List.copyOf(told);
  }

  /** What {@code port} shares with the ports of the same plan; empty if it is not kept here. */
  Optional<Object> cache(PortRef port) {
    return entries.stream().filter(e -> e.ports.contains(port)).map(e -> (Object) e).findFirst();
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
      if (entry.ports.remove(port) && entry.ports.isEmpty()) {
        entry.cache.free();
        entries.remove(entry);
      }
    }
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.cache.free());
    entries.clear();
  }
}
