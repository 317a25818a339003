package dev.bering.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The catalogue of causes, tried on the differences of one column. The cause that covers most comes
 * first, then the one that covers most of what is left, and so on; no difference has two causes.
 */
final class CellRules {

  /** Fewer differences, or fewer different values, fit a number or a value by chance. */
  static final int MIN_FITTED = 3;

  /** What has no number in it that was fitted is worth telling from this share on. */
  private static final double MIN_SHARE = 0.1;

  private static final double MIN_FITTED_SHARE = 0.5;

  private static final int MAX_CAUSES = 5;

  private final DifferenceSample sample;
  private final List<Cause> causes = new ArrayList<>();
  private ColumnCells unexplained;

  CellRules(ColumnCells column, DifferenceSample sample) {
    this.sample = sample;
    this.unexplained = column;
    Optional<Rule> best = best();
    while (best.isPresent()) {
      causes.add(new Cause(best.get(), unexplained.only(best.get().followers())));
      unexplained = unexplained.without(best.get().followers());
      best = causes.size() < MAX_CAUSES ? best() : Optional.empty();
    }
  }

  /** A rule and the differences that it explains. */
  record Cause(Rule rule, ColumnCells differences) {}

  /** Those worth telling. */
  List<Cause> causes() {
    return List.copyOf(causes);
  }

  /** The differences without one. */
  ColumnCells unexplained() {
    return unexplained;
  }

  /** Of two rules that cover the same the one that comes first in the catalogue. */
  private Optional<Rule> best() {
    return Stream.of(
            NullRules.of(unexplained),
            TextRules.of(unexplained),
            NumberRules.of(unexplained),
            TimeRules.of(unexplained),
            RowRules.of(unexplained, sample))
        .flatMap(List::stream)
        .filter(this::isWorthTelling)
        .sorted(Comparator.comparingInt(rule -> -rule.followers().cardinality()))
        .findFirst();
  }

  private boolean isWorthTelling(Rule rule) {
    int count = rule.followers().cardinality();
    boolean isFitted = rule.origin() == Rule.Origin.FITTED;
    return count >= (isFitted ? MIN_FITTED : 1)
        && count >= unexplained.cells().size() * (isFitted ? MIN_FITTED_SHARE : MIN_SHARE);
  }
}
