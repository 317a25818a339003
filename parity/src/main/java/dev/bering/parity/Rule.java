package dev.bering.parity;

import dev.bering.parity.Explanation.Kind;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * A rule that differences of a column may follow.
 *
 * @param sentence the rule in words
 * @param followers which differences follow it
 * @param origin where the rule comes from
 * @param remedy what would remove such differences
 */
record Rule(Kind kind, String sentence, BitSet followers, Origin origin, Remedy remedy) {

  /** Where a rule comes from. */
  enum Origin {
    /** It is the same for any data: hardly anything follows it by chance. */
    GENERAL,
    /** A number or value in it was read off the differences themselves. */
    FITTED
  }

  static Rule general(
      Kind kind, String sentence, List<Cell> cells, Predicate<Cell> follows, Remedy remedy) {
    return new Rule(kind, sentence, followers(cells, follows), Origin.GENERAL, remedy);
  }

  static Rule fitted(
      Kind kind, String sentence, List<Cell> cells, Predicate<Cell> follows, Remedy remedy) {
    return new Rule(kind, sentence, followers(cells, follows), Origin.FITTED, remedy);
  }

  static BitSet followers(List<Cell> cells, Predicate<Cell> follows) {
    BitSet found = new BitSet(cells.size());
    for (int i = 0; i < cells.size(); i++) {
      if (follows.test(cells.get(i))) {
        found.set(i);
      }
    }
    return found;
  }
}
