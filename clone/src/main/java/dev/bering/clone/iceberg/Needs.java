package dev.bering.clone.iceberg;

import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import java.io.IOException;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files that a table reaches, each once, with no more of them in memory than a sort's run. */
final class Needs {

  /** Hears of two files of the source that would be one at the target. */
  interface Collision {
    void of(Need one, Need other) throws IOException;
  }

  private final Sorter<Need> needs;
  private final Set<String> roots = new TreeSet<>();
  private final Set<String> deepRoots = new TreeSet<>();
  private long count;

  Needs(Staging staging) {
    this.needs =
        new Sorter<>(
            staging, Need.FORMAT, Comparator.comparing(Need::path), RunLength.ofThisProcess());
  }

  void add(Need need) throws IOException {
    needs.add(need);
    roots.add(need.place().root());
    if (need.place().name().contains("/")) {
      deepRoots.add(need.place().root());
    }
    count++;
  }

  /** How often files were named; no fewer than there are files. */
  long count() {
    return count;
  }

  /** The places at the source that hold them. */
  Set<String> roots() {
    return roots;
  }

  /** Whether some of them lie in folders of that place, not only in the place itself. */
  boolean isDeep(String root) {
    return deepRoots.contains(root);
  }

  /** Hands on every file, once, in order of its path at the target. Call once, last. */
  void drain(Sorter.Sink<Need> sink, Collision collision) throws IOException {
    Merging merging = new Merging(sink, collision);
    needs.drain(merging::accept);
    merging.end();
  }

  private static final class Merging {
    private final Sorter.Sink<Need> sink;
    private final Collision collision;
    private @Nullable Need last;

    Merging(Sorter.Sink<Need> sink, Collision collision) {
      this.sink = sink;
      this.collision = collision;
    }

    void accept(Need need) throws IOException {
      Need before = last;
      if (before == null || !before.path().equals(need.path())) {
        end();
        last = need;
      } else if (before.place().equals(need.place()) && before.format().equals(need.format())) {
        last = before.and(need);
      } else {
        collision.of(before, need);
      }
    }

    void end() throws IOException {
      if (last != null) {
        sink.accept(last);
      }
    }
  }
}
