package dev.bering.flowfile;

import dev.bering.slices.Grain;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceRange;
import dev.bering.slices.SliceRun;
import dev.bering.slices.SlicedFlow;
import java.time.Instant;

/** The slices that somebody asked for, in the words of {@link SliceOptions}. */
record AskedSlices(SlicedFlow flow, SliceOptions options, Instant now) {
  private static final String TO = "..";

  SliceRun run() {
    Grain grain = flow.grain();
    return SliceRun.of(flow, range()).again(options.again().stream().map(grain::slice).toList());
  }

  private SliceRange range() {
    SliceRange over = flow.until(now);
    String text = options.slices();
    if (text.isEmpty()) {
      return over;
    }
    int dots = text.indexOf(TO);
    if (dots < 0) {
      return SliceRange.of(flow.grain().slice(text));
    }
    String first = text.substring(0, dots);
    String last = text.substring(dots + TO.length());
    Slice begin = first.isEmpty() ? flow.first() : flow.grain().slice(first);
    if (!last.isEmpty()) {
      return SliceRange.closed(begin, flow.grain().slice(last));
    }
    return begin.compareTo(over.until()) >= 0
        ? SliceRange.of(begin) // told to be in the future
        : new SliceRange(begin, over.until());
  }
}
