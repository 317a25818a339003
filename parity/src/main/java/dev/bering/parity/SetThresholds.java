package dev.bering.parity;

import java.util.List;

/**
 * How alike two sets have to be. All shares are from 0 to 1; 0 demands nothing.
 *
 * @param jaccard at least this share of all members must be on both sides
 * @param precision at least this share of the right's members must be on the left
 * @param recall at least this share of the left's members must be on the right
 * @param fBeta at least this much must be the weighted harmonic mean of precision and recall
 * @param beta how many times as much recall weighs as precision there: below 1 where a member too
 *     many is worse, above 1 where a missing one is
 */
public record SetThresholds(
    double jaccard, double precision, double recall, double fBeta, double beta) {

  /** The two sets must be the same. */
  public static final SetThresholds SAME = new SetThresholds(1, 1, 1, 0, 1);

  public SetThresholds {
    for (double share : List.of(jaccard, precision, recall, fBeta)) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalStateException("not a share between 0 and 1: " + share);
      }
    }
    if (!(beta > 0 && Double.isFinite(beta))) {
      throw new IllegalStateException("not a weight above 0: " + beta);
    }
    if (jaccard + precision + recall + fBeta == 0) {
      throw new IllegalStateException("thresholds that any two sets meet");
    }
  }

  double of(SetMeasure.Kind kind) {
    return switch (kind) {
      case JACCARD -> jaccard;
      case PRECISION -> precision;
      case RECALL -> recall;
      case F_BETA -> fBeta;
    };
  }
}
