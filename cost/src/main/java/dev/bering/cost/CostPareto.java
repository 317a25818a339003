package dev.bering.cost;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which few jobs are most of the cost, which of them run on another platform by now, and which to
 * move next. A table for each currency, as currencies are never added up.
 *
 * @param to the platform that jobs are moved to
 * @param percent how much of the cost of all jobs the vital few are
 */
public record CostPareto(String to, int percent, Basis basis, List<OfCurrency> currencies) {

  /**
   * What jobs cost in one currency.
   *
   * @param jobs dearest first
   * @param vital how many of them, from the dearest on, are the wanted part of the cost
   * @param total of all jobs
   * @param moved of those that have moved
   * @param left of those that have not
   * @param unknown of those of which no run says where they are
   * @param beside what no job is known to have cost: idle time, untagged usage, taxes and so on
   */
  public record OfCurrency(
      String currency,
      List<Line> jobs,
      int vital,
      Costs total,
      Costs moved,
      Costs left,
      Costs unknown,
      Costs beside) {

    public OfCurrency {
      jobs = List.copyOf(jobs);
    }

    /** The vital few that have not moved, dearest first. */
    public List<Line> next() {
      return jobs.subList(0, vital).stream().filter(job -> job.state() == State.LEFT).toList();
    }
  }

  /** Where a job is. */
  public enum State {
    /** Its newest run was on the platform that jobs are moved to. */
    MOVED,
    /** It was on another one. */
    LEFT,
    /** No run of it says when it was. */
    UNKNOWN
  }

  /**
   * A job.
   *
   * @param platform that its newest run was on; empty where no run says
   * @param share of the cost of all jobs; 0 if that is
   * @param cumulated share of it and of all that are dearer
   */
  public record Line(
      String job,
      Optional<String> platform,
      State state,
      Costs costs,
      double share,
      double cumulated) {}

  public CostPareto {
    currencies = List.copyOf(currencies);
  }

  /**
   * Puts jobs in the order of what they cost.
   *
   * @param percent from 1 to 100
   */
  public static CostPareto of(Attribution attribution, String to, int percent, Basis basis) {
    Map<String, JobRun> newest = new HashMap<>();
    for (JobRun run : attribution.runs()) {
      if (run.startedAt().isPresent()) {
        newest.merge(run.job(), run, (one, other) -> isNewer(other, one, to) ? other : one);
      }
    }
    SortedMap<String, List<AttributedCost>> currencies =
        attribution.costs().stream()
            .collect(
                Collectors.groupingBy(AttributedCost::currency, TreeMap::new, Collectors.toList()));
    List<OfCurrency> tables = new ArrayList<>();
    currencies.forEach(
        (currency, costs) ->
            tables.add(new Ranking(newest, to, basis).table(currency, costs, percent)));
    return new CostPareto(to, percent, basis, tables);
  }

  /**
   * Of two that began at once, the one elsewhere counts: nothing is said to have moved too soon.
   */
  private static boolean isNewer(JobRun run, JobRun than, String to) {
    int later = began(run).compareTo(began(than));
    return later > 0 || (later == 0 && than.platform().equals(to));
  }

  private static Instant began(JobRun run) {
    return run.startedAt().orElse(Instant.MIN);
  }

  /** The jobs of one currency. */
  private record Ranking(Map<String, JobRun> newest, String to, Basis basis) {

    OfCurrency table(String currency, List<AttributedCost> all, int percent) {
      Map<String, Costs> jobs = new LinkedHashMap<>();
      Costs beside = Costs.ZERO;
      for (AttributedCost cost : all) {
        Optional<String> job = job(cost);
        if (job.isPresent()) {
          jobs.merge(job.get(), cost.costs(), Costs::plus);
        } else {
          beside = beside.plus(cost.costs());
        }
      }
      Costs total = jobs.values().stream().reduce(Costs.ZERO, Costs::plus);
      List<Line> lines = lines(jobs, total.on(basis));
      return new OfCurrency(
          currency,
          lines,
          vital(lines, percent),
          total,
          sum(lines, State.MOVED),
          sum(lines, State.LEFT),
          sum(lines, State.UNKNOWN),
          beside);
    }

    private static Optional<String> job(AttributedCost cost) {
      return cost.run()
          .map(JobRun::job)
          .or(() -> cost.kind() == ConsumerKind.JOB ? cost.name() : Optional.empty());
    }

    private List<Line> lines(Map<String, Costs> jobs, BigDecimal total) {
      List<Map.Entry<String, Costs>> dearest =
          jobs.entrySet().stream()
              .sorted(
                  Comparator.comparing(
                          (Map.Entry<String, Costs> job) -> job.getValue().on(basis),
                          Comparator.reverseOrder())
                      .thenComparing(Map.Entry::getKey))
              .toList();
      List<Line> lines = new ArrayList<>();
      BigDecimal above = BigDecimal.ZERO;
      for (Map.Entry<String, Costs> job : dearest) {
        above = above.add(job.getValue().on(basis));
        Optional<String> platform =
            Optional.ofNullable(newest.get(job.getKey())).map(JobRun::platform);
        lines.add(
            new Line(
                job.getKey(),
                platform,
                platform
                    .map(name -> name.equals(to) ? State.MOVED : State.LEFT)
                    .orElse(State.UNKNOWN),
                job.getValue(),
                share(job.getValue().on(basis), total),
                share(above, total)));
      }
      return lines;
    }

    /** As few as have the wanted part; none where jobs have cost nothing. */
    private static int vital(List<Line> lines, int percent) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).cumulated() * 100 >= percent) {
          return i + 1;
        }
      }
      return 0;
    }

    private static double share(BigDecimal part, BigDecimal whole) {
      return whole.signum() <= 0 ? 0 : part.divide(whole, MathContext.DECIMAL64).doubleValue();
    }

    private static Costs sum(List<Line> lines, State state) {
      return lines.stream()
          .filter(line -> line.state() == state)
          .map(Line::costs)
          .reduce(Costs.ZERO, Costs::plus);
    }
  }
}
