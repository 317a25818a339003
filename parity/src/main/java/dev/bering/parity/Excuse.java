package dev.bering.parity;

import dev.bering.parity.Mutation.Nature;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a planted difference need not be seen. */
final class Excuse {

  private Excuse() {}

  /** In words; empty if nothing excuses it. */
  static Optional<String> of(ColumnResult result, Nature nature) {
    ColumnPlan plan = result.plan();
    if (nature == Nature.EQUAL_BY_DEFINITION) {
      return Optional.of("0.0 and -0.0 are equal");
    }
    if (!plan.isCompared()) {
      return Optional.of(plan.reason());
    }
    if (result.rung() == Rung.EQUIVALENT_BY_TIE) {
      return Optional.of("a choice among tied rows");
    }
    if (result.accepted() > 0) {
      return Optional.of("an accepted difference");
    }
    String absorbing =
        result.normalisers().stream()
            .filter(normaliser -> normaliser.absorbed() > 0)
            .map(NormaliserCount::normaliser)
            .collect(Collectors.joining(", "));
    if (!absorbing.isEmpty()) {
      return Optional.of("normalised by " + absorbing);
    }
    return result.tolerated() > 0 && nature != Nature.BEYOND_TOLERANCE
        ? Optional.of("tolerated " + plan.tolerance().text())
        : Optional.empty();
  }
}
