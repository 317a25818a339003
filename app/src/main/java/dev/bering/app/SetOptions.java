package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.parity.SetComparison;
import dev.bering.parity.SetCounting;
import dev.bering.parity.SetCoverage;
import dev.bering.parity.SetThresholds;
import dev.bering.parity.WhenEmpty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether tables are compared as sets, and how alike they have to be. */
final class SetOptions {

  @Option(
      names = "--as-set",
      split = ",",
      paramLabel = "COLUMN",
      description = "Compare as sets of what these columns hold, instead of row by row.")
  private List<String> columns = List.of();

  @Option(
      names = "--min-jaccard",
      paramLabel = "SHARE",
      description = "At least this share of all members is on both sides, such as 0.99.")
  private @Nullable Double jaccard;

  @Option(
      names = "--min-precision",
      paramLabel = "SHARE",
      description = "At least this share of the right's members is on the left.")
  private @Nullable Double precision;

  @Option(
      names = "--min-recall",
      paramLabel = "SHARE",
      description = "At least this share of the left's members is on the right.")
  private @Nullable Double recall;

  @Option(
      names = "--min-f",
      paramLabel = "SHARE",
      description = "At least this is the weighted mean of precision and recall, see --beta.")
  private @Nullable Double fBeta;

  @Option(
      names = "--beta",
      paramLabel = "WEIGHT",
      description = "How many times as much recall weighs as precision there (default: 1).")
  private @Nullable Double beta;

  @Option(
      names = "--segment",
      split = ",",
      paramLabel = "COLUMN",
      description = "Every part of the sets that these columns tell has to be as alike.")
  private List<String> segments = List.of();

  @Option(
      names = "--multiset",
      description = "A member counts as often as it occurs (default: once).")
  private boolean multiset;

  @Option(
      names = "--as-sample",
      description = {
        "Both tables are the same random share of their members: a threshold inside the interval",
        "of confidence is undecided."
      })
  private boolean sample;

  boolean areGiven() {
    return !columns.isEmpty();
  }

  /** What is wrong with the options. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!areGiven()) {
      List<String> stray = new ArrayList<>(shares().keySet());
      addIf(beta != null, "--beta", stray);
      addIf(!segments.isEmpty(), "--segment", stray);
      addIf(multiset, "--multiset", stray);
      addIf(sample, "--as-sample", stray);
      if (!stray.isEmpty()) {
        problems.add(
            problem(
                "%s is about sets, and --as-set is not given".formatted(String.join(", ", stray)),
                "name the columns of a member, such as --as-set resource,kind"));
      }
      return problems;
    }
    shares().forEach((option, share) -> checkShare(option, share, problems));
    if (beta != null && !(beta > 0 && Double.isFinite(beta))) {
      problems.add(
          problem(
              "--beta %s is not a number above 0".formatted(beta),
              "write below 1 where a member too many is worse, above 1 where a missing one is"));
    }
    if (beta != null && fBeta == null) {
      problems.add(
          problem("--beta weighs what --min-f demands, and that is not given", "add --min-f"));
    }
    if (multiset && sample) {
      problems.add(
          problem(
              "--as-sample counts members as independent draws, which the copies that --multiset"
                  + " counts are not",
              "leave one of the two out"));
    }
    return problems;
  }

  /**
   * What is demanded; the very same sets if no threshold is given.
   *
   * @param samples how many examples the report shows
   */
  SetComparison comparison(WhenEmpty whenEmpty, int samples) {
    return new SetComparison(
        columns,
        segments,
        shares().isEmpty()
            ? SetThresholds.SAME
            : new SetThresholds(
                orNone(jaccard),
                orNone(precision),
                orNone(recall),
                orNone(fBeta),
                beta == null ? 1 : beta),
        multiset ? SetCounting.AS_OFTEN_AS_IT_OCCURS : SetCounting.ONCE,
        sample ? SetCoverage.SAMPLE : SetCoverage.WHOLE,
        whenEmpty,
        samples);
  }

  private Map<String, Double> shares() {
    Map<String, Double> shares = new LinkedHashMap<>();
    put(shares, "--min-jaccard", jaccard);
    put(shares, "--min-precision", precision);
    put(shares, "--min-recall", recall);
    put(shares, "--min-f", fBeta);
    return shares;
  }

  private static void put(Map<String, Double> shares, String option, @Nullable Double share) {
    if (share != null) {
      shares.put(option, share);
    }
  }

  /** A threshold of 0 holds for any two sets, and would be green for two that share nothing. */
  private static void checkShare(String option, double share, List<Problem> problems) {
    if (!(share > 0 && share <= 1)) {
      problems.add(
          problem(
              "%s %s is not a share above 0 and up to 1".formatted(option, share),
              "write for example %s 0.99".formatted(option)));
    }
  }

  private static void addIf(boolean given, String option, List<String> options) {
    if (given) {
      options.add(option);
    }
  }

  private static double orNone(@Nullable Double share) {
    return share == null ? 0 : share;
  }

  private static Problem problem(String fact, String hint) {
    return new Problem("DIFF_SET_OPTION", "Cannot compare as sets: %s.".formatted(fact), hint);
  }
}
