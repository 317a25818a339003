package dev.bering.parity;

/**
 * How many members two sets have, each counted as the comparison wants it. A share of nothing is 0:
 * where nothing was found, precision is 0, and where nothing was expected, recall is.
 *
 * @param left on the left
 * @param right on the right
 * @param both of both; the sum of the smaller counts if each occurrence counts
 */
public record SetCounts(long left, long right, long both) {

  public SetCounts {
    if (both < 0 || both > Math.min(left, right)) {
      throw new IllegalStateException("%d members of both %d and %d".formatted(both, left, right));
    }
  }

  /** Of either; the sum of the larger counts if each occurrence counts. */
  long either() {
    return left + right - both;
  }

  double jaccard() {
    return share(SetMeasure.Kind.JACCARD).value();
  }

  double precision() {
    return share(SetMeasure.Kind.PRECISION).value();
  }

  double recall() {
    return share(SetMeasure.Kind.RECALL).value();
  }

  double fBeta(double beta) {
    double square = beta * beta;
    double hits = (1 + square) * both;
    double misses = square * (left - both) + (right - both);
    return both == 0 ? 0 : hits / (hits + misses);
  }

  Proportion share(SetMeasure.Kind kind) {
    return switch (kind) {
      case JACCARD -> new Proportion(both, either());
      case PRECISION -> new Proportion(both, right);
      case RECALL -> new Proportion(both, left);
      case F_BETA -> throw new IllegalStateException("a mean of shares is not a share");
    };
  }
}
