package dev.bering.app;

import dev.bering.app.charts.Axis;
import dev.bering.app.charts.DotChart;
import dev.bering.app.charts.Grid;
import dev.bering.app.charts.LineChart;
import dev.bering.app.charts.RangeChart;
import dev.bering.app.charts.StackChart;
import dev.bering.cost.AttributedCost;
import dev.bering.cost.Attribution;
import dev.bering.cost.Basis;
import dev.bering.cost.CostComparison;
import dev.bering.cost.CostComparison.Pair;
import dev.bering.cost.CostComparison.Side;
import dev.bering.cost.CostExplanation;
import dev.bering.cost.RatioInterval;
import dev.bering.model.Counts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a job costs on two platforms, as a page shows it. Where costs are in several currencies, or
 * there are none, no amounts are shown.
 *
 * @param title which job, on which platforms
 * @param about of which costs
 * @param tone {@code good}, {@code bad} or {@code open}
 * @param verdict whether it is within the limit
 * @param reasons why nobody can tell
 * @param facts what it rests on
 * @param mean the mean premium as a product; empty where core-hours or times lack
 * @param ranges where the premium is, on both bases; empty without pairs
 * @param pairs the premium of each pair, likewise
 * @param stacks what the cost of each platform consists of
 * @param heads of the columns of {@code rows}
 * @param rows what is counted, platform by platform
 * @param unpaired platform, run and why
 * @param coupleHeads of the columns of {@code couples}
 * @param couples the pairs on both bases
 * @param notes what else a reader has to know
 */
public record CostComparisonPage(
    String title,
    String about,
    String tone,
    String verdict,
    List<String> reasons,
    List<PageFact> facts,
    Optional<String> mean,
    Optional<RangeChart> ranges,
    Optional<DotChart> pairs,
    List<Stack> stacks,
    List<String> heads,
    List<List<String>> rows,
    List<List<String>> unpaired,
    List<String> coupleHeads,
    List<List<String>> couples,
    List<String> notes) {

  private static final int MOST_NAMED = 5;
  private static final List<Basis> BASES = List.of(Basis.EFFECTIVE, Basis.LIST);

  /** What a platform's cost consists of. */
  public record Stack(String name, String text, StackChart chart) {}

  public CostComparisonPage {
    reasons = List.copyOf(reasons);
    facts = List.copyOf(facts);
    stacks = List.copyOf(stacks);
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
    unpaired = List.copyOf(unpaired);
    coupleHeads = List.copyOf(coupleHeads);
    couples = List.copyOf(couples);
    notes = List.copyOf(notes);
  }

  static CostComparisonPage of(Attribution attribution, CostComparison comparison) {
    // Amounts of several currencies, side by side, would look as if they could be compared.
    boolean isOneCurrency = comparison.currency().isPresent();
    return new CostComparisonPage(
        "%s on %s instead of %s"
            .formatted(comparison.job(), comparison.to().platform(), comparison.from().platform()),
        "%s%s cost, runs paired by what they are for"
            .formatted(
                comparison.currency().map(currency -> currency + ", ").orElse(""),
                CostText.basis(comparison.basis())),
        tone(comparison.verdict()),
        CostComparisonText.verdict(comparison),
        comparison.reasons(),
        facts(comparison),
        comparison.decomposition().map(CostComparisonPage::mean),
        ranges(comparison),
        isOneCurrency ? pairs(comparison) : Optional.empty(),
        isOneCurrency ? stacks(attribution, comparison) : List.of(),
        List.of(
            CostText.basis(comparison.basis()) + " cost",
            comparison.from().platform(),
            comparison.to().platform()),
        isOneCurrency ? rows(attribution, comparison) : List.of(),
        comparison.unpaired().stream()
            .map(one -> List.of(one.platform(), one.run(), one.why()))
            .toList(),
        coupleHeads(comparison),
        isOneCurrency
            ? comparison.pairs().stream().map(CostComparisonPage::couple).toList()
            : List.of(),
        Stream.concat(
                comparison.notes().stream(), isOneCurrency ? undrawn(comparison) : Stream.empty())
            .toList());
  }

  /** Pairs that have no premium, and so no dot. */
  private static Stream<String> undrawn(CostComparison comparison) {
    List<String> notes = new ArrayList<>();
    for (Basis basis : BASES) {
      List<String> names =
          comparison.pairs().stream()
              .filter(pair -> !hasPremium(pair, basis))
              .map(Pair::name)
              .toList();
      if (!names.isEmpty()) {
        notes.add(
            "%s not in the chart by %s cost, as a cost is not above zero, such as %s"
                .formatted(
                    names.size() == 1 ? "1 pair is" : Counts.of(names.size()) + " pairs are",
                    CostText.basis(basis),
                    String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)))));
      }
    }
    return notes.stream();
  }

  private static boolean hasPremium(Pair pair, Basis basis) {
    return pair.from().on(basis).signum() > 0 && pair.to().on(basis).signum() > 0;
  }

  private static String tone(CostComparison.Verdict verdict) {
    return switch (verdict) {
      case WITHIN -> "good";
      case OVER -> "bad";
      case CANNOT_TELL -> "open";
    };
  }

  private static List<PageFact> facts(CostComparison comparison) {
    List<PageFact> facts = new ArrayList<>();
    comparison
        .ratio()
        .ifPresent(
            found -> {
              facts.add(new PageFact("median", premium(percent(found.median()))));
              facts.add(
                  new PageFact(
                      "with %s %% confidence".formatted(CostComparisonText.confidence(found)),
                      between(found)));
            });
    facts.add(new PageFact("limit", CostComparisonText.limit(comparison)));
    facts.add(new PageFact("pairs", Counts.of(comparison.pairs().size())));
    facts.add(new PageFact("runs not compared", Counts.of(comparison.unpaired().size())));
    return facts;
  }

  private static String mean(CostComparison.Decomposition parts) {
    return "On average %s, as a product: price of a core-hour %s, cores %s, time %s."
        .formatted(
            premium(percent(parts.ratio())),
            premium(percent(parts.price())),
            premium(percent(parts.cores())),
            premium(percent(parts.time())));
  }

  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }

  private static String premium(double percent) {
    return String.format(Locale.ROOT, "%+.1f %%", percent);
  }

  private static String between(RatioInterval interval) {
    return "%s to %s"
        .formatted(premium(percent(interval.lower())), premium(percent(interval.upper())));
  }

  private static List<LineChart.Mark> marks(CostComparison comparison) {
    return List.of(
        new LineChart.Mark(
            "limit, " + CostComparisonText.limit(comparison),
            comparison.limitPercent().doubleValue()));
  }

  private static String tick(double percent) {
    return percent == 0
        ? "the same"
        : String.format(
            Locale.ROOT, percent == Math.rint(percent) ? "%+.0f %%" : "%+.3g %%", percent);
  }

  private static Optional<RatioInterval> interval(CostComparison comparison, Basis basis) {
    return basis == Basis.LIST ? comparison.list() : comparison.effective();
  }

  private static Optional<RangeChart> ranges(CostComparison comparison) {
    List<RangeChart.Range> ranges = new ArrayList<>();
    List<Double> ends = new ArrayList<>(List.of(comparison.limitPercent().doubleValue()));
    for (Basis basis : BASES) {
      interval(comparison, basis)
          .ifPresent(
              found -> {
                boolean decides = basis == comparison.basis();
                ranges.add(
                    new RangeChart.Range(
                        CostText.basis(basis) + " cost",
                        percent(found.lower()),
                        percent(found.median()),
                        percent(found.upper()),
                        "%s, %s%s"
                            .formatted(
                                premium(percent(found.median())),
                                between(found),
                                decides ? "; this decides" : ""),
                        decides ? tone(comparison.verdict()) : ""));
                ends.add(percent(found.lower()));
                ends.add(percent(found.upper()));
              });
    }
    return ranges.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RangeChart(
                "premium with its interval",
                Axis.fromZero(
                    "what %s costs more than %s"
                        .formatted(comparison.to().platform(), comparison.from().platform()),
                    ends,
                    CostComparisonPage::tick),
                ranges,
                marks(comparison)));
  }

  private static Optional<DotChart> pairs(CostComparison comparison) {
    List<DotChart.Group> groups = new ArrayList<>();
    List<Double> values = new ArrayList<>(List.of(comparison.limitPercent().doubleValue()));
    for (Basis basis : BASES) {
      List<DotChart.Dot> dots = new ArrayList<>();
      for (int i = 0; i < comparison.pairs().size(); i++) {
        Pair pair = comparison.pairs().get(i);
        if (hasPremium(pair, basis)) {
          double premium =
              percent(pair.to().on(basis).doubleValue() / pair.from().on(basis).doubleValue());
          values.add(premium);
          dots.add(
              new DotChart.Dot(
                  "%s: %s, %s to %s"
                      .formatted(
                          pair.name(),
                          premium(premium),
                          CostText.money(pair.from().on(basis)),
                          CostText.money(pair.to().on(basis))),
                  i + 1,
                  premium));
        }
      }
      groups.add(new DotChart.Group(CostText.basis(basis) + " cost", dots));
    }
    return groups.stream().allMatch(group -> group.dots().isEmpty())
        ? Optional.empty()
        : Optional.of(
            new DotChart(
                "premium of each pair",
                new Grid(
                    Axis.places("pairs", comparison.pairs().stream().map(Pair::name).toList()),
                    Axis.fromZero("premium", values, CostComparisonPage::tick)),
                groups,
                marks(comparison)));
  }

  private static List<Stack> stacks(Attribution attribution, CostComparison comparison) {
    Basis basis = comparison.basis();
    Map<Side, List<StackChart.Part>> sides = new LinkedHashMap<>();
    // One colour a service on both bars: each has every part, also those that are nothing there.
    Map<String, Map<Side, BigDecimal>> services = new TreeMap<>();
    for (Side side : List.of(comparison.from(), comparison.to())) {
      sides.put(side, new ArrayList<>());
      services(attribution, comparison, side)
          .forEach(
              (service, cost) ->
                  services.computeIfAbsent(service, none -> new LinkedHashMap<>()).put(side, cost));
    }
    sides.forEach(
        (side, parts) -> {
          services.forEach(
              (service, costs) ->
                  parts.add(part(service, costs.getOrDefault(side, BigDecimal.ZERO))));
          parts.add(part("idle time of shared clusters", side.idle().on(basis)));
        });
    double longest = sides.values().stream().mapToDouble(StackChart::sum).max().orElse(0);
    return sides.entrySet().stream()
        .map(
            side ->
                new Stack(
                    side.getKey().platform(),
                    "%s %s, %s cost"
                        .formatted(
                            CostText.money(side.getKey().costs().on(basis)),
                            comparison.currency().orElse(""),
                            CostText.basis(basis)),
                    new StackChart(
                        "what %s costs".formatted(side.getKey().platform()),
                        side.getValue(),
                        longest)))
        .toList();
  }

  private static StackChart.Part part(String name, BigDecimal cost) {
    return new StackChart.Part(name, cost.doubleValue(), CostText.money(cost));
  }

  /** What is charged for the runs of a side, by service. */
  private static Map<String, BigDecimal> services(
      Attribution attribution, CostComparison comparison, Side side) {
    Predicate<AttributedCost> isCounted = comparison.countedOn(side);
    Map<String, BigDecimal> services = new TreeMap<>();
    for (AttributedCost cost : attribution.costs()) {
      if (isCounted.test(cost)) {
        services.merge(
            Stream.concat(cost.provider().stream(), cost.service().stream())
                .reduce((provider, service) -> provider + " " + service)
                .orElse("(no service)"),
            cost.costs().on(comparison.basis()),
            BigDecimal::add);
      }
    }
    return services;
  }

  private static List<List<String>> rows(Attribution attribution, CostComparison comparison) {
    Side from = comparison.from();
    Side to = comparison.to();
    Basis basis = comparison.basis();
    List<List<String>> rows = new ArrayList<>();
    for (Basis each : BASES) {
      rows.add(
          List.of(
              "all, %s cost".formatted(CostText.basis(each)),
              CostText.money(from.costs().on(each)),
              CostText.money(to.costs().on(each))));
    }
    rules(attribution, comparison)
        .forEach(
            (rule, costs) ->
                rows.add(
                    List.of(
                        "by rule: " + rule,
                        CostText.money(costs.getOrDefault(from, BigDecimal.ZERO)),
                        CostText.money(costs.getOrDefault(to, BigDecimal.ZERO)))));
    rows.add(
        List.of(
            "of all, idle time of shared clusters",
            CostText.money(from.idle().on(basis)),
            CostText.money(to.idle().on(basis))));
    rows.add(
        List.of(
            "of all, failed attempts",
            CostText.money(from.failed().on(basis)),
            CostText.money(to.failed().on(basis))));
    rows.addAll(CostComparisonText.work(from, to));
    return rows;
  }

  /** What of each side there is by which rule, such as start-up. */
  private static Map<String, Map<Side, BigDecimal>> rules(
      Attribution attribution, CostComparison comparison) {
    Map<String, Map<Side, BigDecimal>> rules = new TreeMap<>();
    for (Side side : List.of(comparison.from(), comparison.to())) {
      CostExplanation.of(attribution, comparison, side, 1).currencies().stream()
          .flatMap(one -> one.rules().stream())
          .forEach(
              rule ->
                  rules
                      .computeIfAbsent(rule.rule(), none -> new LinkedHashMap<>())
                      .put(side, rule.cost()));
    }
    return rules;
  }

  private static List<String> coupleHeads(CostComparison comparison) {
    List<String> heads = new ArrayList<>(List.of("pair"));
    for (Basis basis : BASES) {
      for (Side side : List.of(comparison.from(), comparison.to())) {
        heads.add("%s, %s".formatted(side.platform(), CostText.basis(basis)));
      }
    }
    heads.add("ratio, " + CostText.basis(comparison.basis()));
    return heads;
  }

  private static List<String> couple(Pair pair) {
    return List.of(
        pair.name(),
        CostText.money(pair.from().effective()),
        CostText.money(pair.to().effective()),
        CostText.money(pair.from().list()),
        CostText.money(pair.to().list()),
        pair.ratio().isPresent()
            ? String.format(Locale.ROOT, "%.3f", pair.ratio().getAsDouble())
            : "none");
  }
}
