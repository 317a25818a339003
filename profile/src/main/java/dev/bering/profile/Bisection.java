package dev.bering.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the one node that eats the time among nodes that Spark runs as one: cuts them in two, runs
 * the first part, and goes on in the part that took longer. The second part is never run: its time
 * is what the whole took less the first part. So <i>n</i> nodes need about log2(<i>n</i>) runs.
 *
 * <p>Every run starts where an earlier one stored its results, because the part in which the search
 * goes on begins at the start of the whole or at an earlier cut.
 */
final class Bisection {

  private Bisection() {}

  /** Runs a part of the nodes. */
  interface Probe {

    /**
     * Runs the nodes from {@code from} up to, and without, {@code cut}, on what was stored before
     * {@code from}, and stores what later nodes read.
     *
     * @return how long it took
     */
    Duration run(int from, int cut);
  }

  /**
   * One step: the nodes from {@code from} up to and without {@code to} were cut before {@code cut}.
   *
   * @param first how long the nodes before the cut took
   * @param second what is left of the time of both
   */
  record Halving(int from, int cut, int to, Duration first, Duration second) {}

  /**
   * What came out.
   *
   * @param node the index of the node
   * @param time its time, as far as the steps tell
   */
  record Found(int node, Duration time, List<Halving> halvings) {
    Found {
      halvings = List.copyOf(halvings);
    }
  }

  /**
   * Searches.
   *
   * @param weights how long each node is thought to take, in any unit; cuts halve them
   * @param whole how long all of them took
   */
  static Found search(double[] weights, Duration whole, Probe probe) {
    if (weights.length == 0) {
      throw new IllegalStateException("There are no nodes to search");
    }
    var halvings = new ArrayList<Halving>();
    int from = 0;
    int to = weights.length;
    Duration known = whole;
    while (to - from > 1) {
      int cut = middle(weights, from, to);
      Duration first = probe.run(from, cut);
      Duration second = known.compareTo(first) > 0 ? known.minus(first) : Duration.ZERO;
      halvings.add(new Halving(from, cut, to, first, second));
      if (first.compareTo(second) >= 0) {
        to = cut;
        known = first;
      } else {
        from = cut;
        known = second;
      }
    }
    return new Found(from, known, halvings);
  }

  /** The cut whose two sides weigh the most alike; neither is empty. */
  private static int middle(double[] weights, int from, int to) {
    double all = 0;
    for (int i = from; i < to; i++) {
      all += weights[i];
    }
    int best = from + (to - from) / 2;
    double leastApart = Double.POSITIVE_INFINITY;
    double first = 0;
    for (int cut = from + 1; cut < to; cut++) {
      first += weights[cut - 1];
      double apart = Math.abs(all - 2 * first);
      if (apart < leastApart) {
        leastApart = apart;
        best = cut;
      }
    }
    return best;
  }
}
