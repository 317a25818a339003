package dev.bering.slices;

import dev.bering.flow.CachePolicy;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Slices that are to be brought up to date, before they are.
 *
 * @param range which slices are looked at
 * @param again slices of the range that run even if nothing changed
 * @param parallel how many slices may run at the same time, where none needs another
 * @param caching how much each slice keeps in Spark's cache
 */
public record SliceRun(
    SlicedFlow flow, SliceRange range, Set<Slice> again, int parallel, CachePolicy caching) {

  /**
   * @throws UserException SLICE_RANGE if the slices are not those of the flow, or some of {@code
   *     again} are not in the range
   */
  public SliceRun {
    again = Set.copyOf(again);
    if (!range.first().grain().equals(flow.grain())) {
      throw UserException.usage(
          new Problem(
              "SLICE_RANGE",
              "Cannot run slices of %s of %s: its slices are of %s."
                  .formatted(range.first().grain(), flow.name(), flow.grain()),
              "name a range of its grain"));
    }
    List<Slice> outside =
        again.stream()
            .filter(slice -> !slice.grain().equals(flow.grain()) || !range.contains(slice))
            .sorted()
            .toList();
    if (!outside.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "SLICE_RANGE",
              "Cannot run %s of %s again: not in the range %s."
                  .formatted(outside, flow.name(), range),
              "name slices of the range"));
    }
    if (parallel < 1) {
      throw new IllegalStateException("%d slices at a time".formatted(parallel));
    }
  }

  /** The slices of {@code range} that are not up to date, one after the other. */
  public static SliceRun of(SlicedFlow flow, SliceRange range) {
    return new SliceRun(flow, range, Set.of(), 1, CachePolicy.standard());
  }

  /** As {@link #of(SlicedFlow, SliceRange)}, from one label to another, both among them. */
  public static SliceRun of(SlicedFlow flow, String first, String last) {
    return of(flow, SliceRange.closed(flow.grain().slice(first), flow.grain().slice(last)));
  }

  /** These slices run even if nothing changed. */
  public SliceRun again(List<Slice> slices) {
    return new SliceRun(flow, range, new LinkedHashSet<>(slices), parallel, caching);
  }

  /** Up to {@code count} slices at the same time; slices that need others still run in order. */
  public SliceRun parallel(int count) {
    return new SliceRun(flow, range, again, count, caching);
  }

  /** This run, keeping as much as {@code policy} says. */
  public SliceRun caching(CachePolicy policy) {
    return new SliceRun(flow, range, again, parallel, policy);
  }
}
