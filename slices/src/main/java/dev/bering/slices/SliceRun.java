package dev.bering.slices;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Slices that are to be brought up to date, before they are.
 *
 * @param range which slices are looked at
 * @param again slices of the range that run even if nothing changed
 * @param parallel how many slices may run at the same time, where none needs another
 */
public record SliceRun(SlicedFlow flow, SliceRange range, Set<Slice> again, int parallel) {

  public SliceRun {
    again = Set.copyOf(again);
    if (parallel < 1) {
      throw new IllegalStateException("%d slices at a time".formatted(parallel));
    }
  }

  /** The slices of {@code range} that are not up to date, one after the other. */
  public static SliceRun of(SlicedFlow flow, SliceRange range) {
    return new SliceRun(flow, range, Set.of(), 1);
  }

  /** As {@link #of(SlicedFlow, SliceRange)}, from one label to another, both among them. */
  public static SliceRun of(SlicedFlow flow, String first, String last) {
    return of(flow, SliceRange.closed(flow.grain().slice(first), flow.grain().slice(last)));
  }

  /** These slices run even if nothing changed. */
  public SliceRun again(List<Slice> slices) {
    return new SliceRun(flow, range, new LinkedHashSet<>(slices), parallel);
  }

  /** Up to {@code count} slices at the same time; slices that need others still run in order. */
  public SliceRun parallel(int count) {
    return new SliceRun(flow, range, again, count);
  }
}
