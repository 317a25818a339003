package dev.bering.parity;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Decides from counts whether two sets are alike enough. */
final class SetJudge {

  private final SetComparison comparison;

  SetJudge(SetComparison comparison) {
    this.comparison = comparison;
  }

  /**
   * The verdict on two sets that are not both empty, or on two empty ones.
   *
   * <p>Of samples, each measure has an interval of its own at 95 %. All of them must lie above
   * their thresholds for a green verdict, so that the chance of a wrong one is not above 5 %
   * however many thresholds and segments there are.
   */
  SetVerdict judge(SetCounts counts) {
    List<SetMeasure> measures =
        Arrays.stream(SetMeasure.Kind.values()).map(kind -> measure(kind, counts)).toList();
    if (counts.either() == 0) {
      return comparison.whenEmpty() == WhenEmpty.EQUAL
          ? new SetVerdict(
              Rung.SET_LEVEL, "both sets are empty, which was declared to be equal", measures)
          : new SetVerdict(
              Rung.UNDECIDED, "both sets are empty: how alike they are cannot be said", measures);
    }
    Rung rung = measures.stream().map(SetMeasure::rung).reduce(Rung.SET_LEVEL, Rung::weaker);
    return new SetVerdict(rung, reason(rung, measures), measures);
  }

  private SetMeasure measure(SetMeasure.Kind kind, SetCounts counts) {
    double value = value(kind, counts);
    double wanted = comparison.thresholds().of(kind);
    if (comparison.coverage() == SetCoverage.WHOLE) {
      return new SetMeasure(
          kind, value, value, value, wanted, value >= wanted ? Rung.SET_LEVEL : Rung.MISMATCH);
    }
    double low = low(kind, counts);
    double high = high(kind, counts);
    Rung rung = low >= wanted ? Rung.SET_LEVEL : high < wanted ? Rung.MISMATCH : Rung.UNDECIDED;
    return new SetMeasure(kind, value, low, high, wanted, rung);
  }

  private double value(SetMeasure.Kind kind, SetCounts counts) {
    return kind == SetMeasure.Kind.F_BETA
        ? counts.fBeta(comparison.thresholds().beta())
        : counts.share(kind).value();
  }

  /**
   * F-beta is no share, but it grows with precision and with recall: if each of them is held at
   * 97.5 %, both hold at 95 %, and so does it.
   */
  private double low(SetMeasure.Kind kind, SetCounts counts) {
    return kind == SetMeasure.Kind.F_BETA
        ? mean(
            counts.share(SetMeasure.Kind.PRECISION).lower(Proportion.TWO_SIDED_97_5),
            counts.share(SetMeasure.Kind.RECALL).lower(Proportion.TWO_SIDED_97_5))
        : counts.share(kind).lower(Proportion.TWO_SIDED_95);
  }

  private double high(SetMeasure.Kind kind, SetCounts counts) {
    return kind == SetMeasure.Kind.F_BETA
        ? mean(
            counts.share(SetMeasure.Kind.PRECISION).upper(Proportion.TWO_SIDED_97_5),
            counts.share(SetMeasure.Kind.RECALL).upper(Proportion.TWO_SIDED_97_5))
        : counts.share(kind).upper(Proportion.TWO_SIDED_95);
  }

  private double mean(double precision, double recall) {
    double square = comparison.thresholds().beta() * comparison.thresholds().beta();
    double weighed = square * precision + recall;
    return weighed == 0 ? 0 : (1 + square) * precision * recall / weighed;
  }

  private static String reason(Rung rung, List<SetMeasure> measures) {
    if (rung == Rung.SET_LEVEL) {
      return measures.stream()
          .filter(measure -> measure.kind() != SetMeasure.Kind.F_BETA || measure.wanted() > 0)
          .map(SetMeasure::fact)
          .collect(Collectors.joining(", "));
    }
    return measures.stream()
        .filter(measure -> measure.rung() == rung)
        .map(SetMeasure::shortfall)
        .collect(Collectors.joining(", "));
  }
}
