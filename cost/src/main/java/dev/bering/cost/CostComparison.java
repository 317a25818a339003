package dev.bering.cost;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a job costs on two platforms, run by run.
 *
 * <p>The cost of a pair's side is that of every attempt for its date, those that failed among them,
 * by the runs that succeeded; with it the part of the idle time of shared clusters that is in
 * proportion to what the runs cost there, and an equal part of what was spent on dates without any
 * success.
 *
 * @param currency of all amounts; empty if there is more than one
 * @param verdict on {@code basis}, against {@code limitPercent}
 * @param reasons why nobody can tell; empty if somebody can
 * @param unpaired runs, each with why
 * @param list where the ratio is at list prices; empty without pairs
 * @param effective likewise, of effective costs
 * @param decomposition of the mean ratio on {@code basis}; empty where core-hours or times lack
 * @param notes what else a reader has to know
 */
public record CostComparison(
    String job,
    Basis basis,
    BigDecimal limitPercent,
    Optional<String> currency,
    Verdict verdict,
    List<String> reasons,
    Side from,
    Side to,
    List<Pair> pairs,
    List<Unpaired> unpaired,
    Optional<RatioInterval> list,
    Optional<RatioInterval> effective,
    Optional<Decomposition> decomposition,
    List<String> notes) {

  /** Whether one platform costs no more than it may. */
  public enum Verdict {
    WITHIN,
    OVER,
    CANNOT_TELL
  }

  /**
   * One platform.
   *
   * @param counted the attempts whose cost is counted; all amounts here are sums of theirs
   * @param succeeded runs of pairs that succeeded
   * @param failedAttempts of pairs and of dates without success
   * @param costs of all that is counted for pairs
   * @param failed what of it failed attempts cost
   * @param idle what of it is idle time of shared clusters
   * @param listPriced what of it has the list price because its bill has no other
   */
  public record Side(
      String platform,
      List<Counted> counted,
      long succeeded,
      long failedAttempts,
      Costs costs,
      Costs failed,
      Costs idle,
      Costs listPriced,
      OptionalDouble coreHours,
      OptionalDouble gib,
      Optional<BigDecimal> perSuccess,
      Optional<BigDecimal> perCoreHour,
      Optional<BigDecimal> perGib) {

    public Side {
      counted = List.copyOf(counted);
    }

    /** Ids of all runs whose cost is counted. */
    public List<String> runs() {
      return counted.stream().map(Counted::run).distinct().sorted().toList();
    }
  }

  /**
   * An attempt whose cost is counted.
   *
   * @param unit what it is for: the name of a pair, or of work at which nothing succeeded, of which
   *     every pair bears an equal part
   * @param succeeded empty where nobody can tell
   * @param parts of rows of bills that are for it; a row may have several
   * @param costs of those parts
   * @param idle its part of the idle time of each of its clusters
   */
  public record Counted(
      String run,
      int attempt,
      String unit,
      Optional<Boolean> succeeded,
      long parts,
      Costs costs,
      List<IdlePart> idle) {

    public Counted {
      idle = List.copyOf(idle);
    }

    /** Its part of all idle time. */
    public Costs idleCosts() {
      return idle.stream().map(IdlePart::part).reduce(Costs.ZERO, Costs::plus);
    }
  }

  /**
   * A part of the idle time of a cluster: in proportion to what the attempt cost there.
   *
   * @param part what is the attempt's
   * @param own what the attempt cost there, of what all {@code runs} cost there
   * @param idle what all the idle time of the cluster cost
   */
  public record IdlePart(String cluster, Costs part, Costs own, Costs runs, Costs idle) {

    /** Both parts, of the same cluster. */
    public IdlePart plus(IdlePart more) {
      return new IdlePart(cluster, part.plus(more.part), own.plus(more.own), runs, idle);
    }
  }

  /**
   * Two costs of the same work.
   *
   * @param name the logical date, or the ids of the runs
   * @param from cost by successful run, and {@code to} likewise
   * @param ratio on the basis that decides; empty if a cost is not above zero
   */
  public record Pair(
      String name,
      List<String> fromRuns,
      List<String> toRuns,
      Costs from,
      Costs to,
      OptionalDouble ratio) {}

  /** A run that has no counterpart. */
  public record Unpaired(String platform, String run, String why) {}

  /**
   * The mean ratio as a product: what a core-hour of runs that succeeded costs, how many cores they
   * had, how long they took.
   */
  public record Decomposition(double ratio, double price, double cores, double time) {}

  public CostComparison {
    reasons = List.copyOf(reasons);
    pairs = List.copyOf(pairs);
    unpaired = List.copyOf(unpaired);
    notes = List.copyOf(notes);
  }

  /** Which costs are those of the attempts that are counted on a side. */
  public Predicate<AttributedCost> countedOn(Side side) {
    Set<List<Object>> attempts =
        side.counted().stream()
            .map(one -> List.<Object>of(one.run(), one.attempt()))
            .collect(Collectors.toSet());
    return cost ->
        cost.run()
            .filter(run -> run.job().equals(job))
            .filter(run -> run.platform().equals(side.platform()))
            .filter(run -> attempts.contains(List.<Object>of(run.runId(), run.attempt())))
            .isPresent();
  }

  /** The ratio on the basis that decides. */
  public Optional<RatioInterval> ratio() {
    return basis == Basis.LIST ? list : effective;
  }
}
