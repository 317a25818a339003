package dev.bering.clone.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of a target's rows: files that are kept, and gaps between them that are to be read.
 *
 * @param kept files that stay
 * @param gaps in order; the last one has no upper bound
 * @param parts for each place the index of a kept file, or minus one minus the index of a gap
 */
record Layout(List<Chunk> kept, List<KeyRange> gaps, List<Integer> parts) {

  Layout {
    kept = List.copyOf(kept);
    gaps = List.copyOf(gaps);
    parts = List.copyOf(parts);
  }

  /**
   * Gives up what is not to be kept. Neighbours that are given up become one gap.
   *
   * @param keep one for each chunk
   * @param keyed whether there may be rows above the last chunk that no chunk has
   */
  static Layout of(List<Chunk> chunks, List<Boolean> keep, boolean keyed) {
    List<Chunk> kept = new ArrayList<>();
    List<KeyRange> gaps = new ArrayList<>();
    List<Integer> parts = new ArrayList<>();
    KeyRange rest = KeyRange.ALL;
    boolean open = false;
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      if (keep.get(i)) {
        if (open) {
          parts.add(-1 - gaps.size());
          gaps.add(rest.to(chunk.range().after()));
          open = false;
        }
        parts.add(kept.size());
        kept.add(chunk);
        rest = KeyRange.ALL.from(chunk.range().upTo());
      } else {
        open = true;
      }
    }
    if (keyed || kept.isEmpty()) {
      parts.add(-1 - gaps.size());
      gaps.add(rest);
    }
    return new Layout(kept, gaps, parts);
  }

  /**
   * All chunks in order, every range beginning where the one before ends: where a gap turned out to
   * hold no rows, or fewer than before, the next range reaches down.
   */
  List<Chunk> fill(List<List<Chunk>> perGap) {
    List<Chunk> all = new ArrayList<>();
    for (int part : parts) {
      for (Chunk chunk : part >= 0 ? List.of(kept.get(part)) : perGap.get(-1 - part)) {
        List<String> after = all.isEmpty() ? List.of() : all.get(all.size() - 1).range().upTo();
        all.add(new Chunk(chunk.range().from(after), chunk.fingerprint(), chunk.file()));
      }
    }
    return all;
  }

  static Map<String, Chunk> byPath(List<Chunk> chunks) {
    Map<String, Chunk> byPath = new LinkedHashMap<>();
    chunks.forEach(chunk -> byPath.put(chunk.file().path(), chunk));
    return byPath;
  }
}
