package dev.bering.parity;

import java.util.List;

/**
 * How alike two sets are, and whether that is enough.
 *
 * @param rung SET_LEVEL if all thresholds are met
 * @param reason the answer in one sentence
 * @param measures one of each kind
 */
public record SetVerdict(Rung rung, String reason, List<SetMeasure> measures) {
  public SetVerdict {
    measures = List.copyOf(measures);
  }

  /** The share of all members that are on both sides. */
  double jaccard() {
    return measures.stream()
        .filter(measure -> measure.kind() == SetMeasure.Kind.JACCARD)
        .findFirst()
        .orElseThrow()
        .value();
  }
}
