package dev.bering.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which writes wait for which others. */
final class Waits {

  private Waits() {}

  /**
   * For each write, the places of those that fill the caches it reads: of two that read the same,
   * the first fills it, lest both compute it.
   *
   * @param reads the caches that each write reads
   */
  static <C> List<List<Integer>> forFullCaches(List<List<C>> reads) {
    Map<C, Integer> fillers = new LinkedHashMap<>();
    var waits = new ArrayList<List<Integer>>();
    for (int i = 0; i < reads.size(); i++) {
      var before = new TreeSet<Integer>();
      for (C cache : reads.get(i)) {
        Integer filler = fillers.putIfAbsent(cache, i);
        if (filler != null && filler != i) {
          before.add(filler);
        }
      }
      waits.add(List.copyOf(before));
    }
    return waits;
  }
}
