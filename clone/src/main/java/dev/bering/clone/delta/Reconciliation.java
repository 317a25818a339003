package dev.bering.clone.delta;

import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of the files that a log names are live, with no more of them in memory than one
 * run of a sort (Delta protocol, "Action Reconciliation").
 *
 * <p>A data file is live as long as one of the deletion vectors it was added with has not been
 * removed with it; a vector's file as long as one live data file uses it.
 */
final class Reconciliation {

  private final Sorter<Reference> references;
  private final Sorter<Need> needs;

  Reconciliation(Staging staging, int runLength) {
    this.references = new Sorter<>(staging, Reference.FORMAT, Reference.ORDER, runLength);
    this.needs = new Sorter<>(staging, Need.FORMAT, Comparator.comparing(Need::path), runLength);
  }

  /** What a version does to a file. */
  void refer(Reference reference) throws IOException {
    references.add(reference);
  }

  /** A file that is reached whatever the versions do. */
  void need(Need need) throws IOException {
    needs.add(need);
  }

  /** Hands on every file that is reached, once, in order of path. Call once, last. */
  void drain(Sorter.Sink<Need> sink) throws IOException {
    List<Reference> group = new ArrayList<>();
    references.drain(
        reference -> {
          if (!group.isEmpty() && !group.get(0).path().equals(reference.path())) {
            settle(group);
            group.clear();
          }
          group.add(reference);
        });
    if (!group.isEmpty()) {
      settle(group);
    }
    Merging merging = new Merging(sink);
    needs.drain(merging::accept);
    merging.end();
  }

  /** All that happened to one data file. */
  private void settle(List<Reference> group) throws IOException {
    Set<String> live = new HashSet<>();
    long sizeBytes = -1;
    for (Reference reference : group) {
      if (reference.add()) {
        live.add(reference.vectorId());
        sizeBytes = Math.max(sizeBytes, reference.sizeBytes());
      } else {
        live.remove(reference.vectorId());
      }
    }
    if (sizeBytes < 0) {
      return; // only ever removed: no retained version can read it
    }
    Reference any = group.get(0);
    needs.add(new Need(any.path(), Need.Kind.DATA, sizeBytes, !live.isEmpty(), any.origin()));
    for (Reference reference : group) {
      if (reference.add() && !reference.vectorFile().isEmpty()) {
        needs.add(
            new Need(
                reference.vectorFile(),
                Need.Kind.DELETION_VECTOR,
                reference.vectorEnd(),
                live.contains(reference.vectorId()),
                reference.vectorOrigin()));
      }
    }
  }

  /** Makes one need of all that concern one file. */
  private static final class Merging {
    private final Sorter.Sink<Need> sink;
    private @Nullable Need last;

    Merging(Sorter.Sink<Need> sink) {
      this.sink = sink;
    }

    void accept(Need need) throws IOException {
      Need before = last;
      if (before != null && before.path().equals(need.path())) {
        last = before.and(need);
      } else {
        end();
        last = need;
      }
    }

    void end() throws IOException {
      if (last != null) {
        sink.accept(last);
      }
    }
  }
}
