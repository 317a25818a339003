package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One platform of a comparison, summed anew from the rows of bills that it names. */
final class SummedAnew {

  /** What a division rounds, of amounts that are otherwise exact. */
  private static final BigDecimal ROUNDED = new BigDecimal("1e-12");

  private final Attribution attribution;
  private final CostComparison comparison;
  private final CostComparison.Side side;
  private final Basis basis;
  private final Map<String, List<TracedCharge>> rows;
  private final Map<String, BigDecimal> units = new TreeMap<>();
  private final Map<String, Long> successes = new TreeMap<>();

  private SummedAnew(Attribution attribution, CostComparison comparison, CostComparison.Side side) {
    this.attribution = attribution;
    this.comparison = comparison;
    this.side = side;
    this.basis = comparison.basis();
    this.rows =
        charges(CostExplanation.of(attribution, comparison, side, Integer.MAX_VALUE)).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.run().orElseThrow() + "/" + row.attempt().orElseThrow()));
  }

  /** Every amount of both platforms and of every pair. */
  static void holds(Attribution attribution, CostComparison comparison) {
    SummedAnew from = new SummedAnew(attribution, comparison, comparison.from());
    SummedAnew to = new SummedAnew(attribution, comparison, comparison.to());
    from.holds();
    to.holds();
    Basis basis = comparison.basis();
    for (CostComparison.Pair pair : comparison.pairs()) {
      assertThat(pair.from().on(basis)).isCloseTo(from.bySuccess(pair), within(ROUNDED));
      assertThat(pair.to().on(basis)).isCloseTo(to.bySuccess(pair), within(ROUNDED));
    }
  }

  private void holds() {
    BigDecimal all = BigDecimal.ZERO;
    BigDecimal idle = BigDecimal.ZERO;
    BigDecimal failed = BigDecimal.ZERO;
    for (CostComparison.Counted counted : side.counted()) {
      String attempt = counted.run() + "/" + counted.attempt();
      List<TracedCharge> own = rows.getOrDefault(attempt, List.of());
      BigDecimal ofIdle = idle(counted);
      assertThat(counted.parts()).as(attempt).isEqualTo(own.size());
      assertThat(counted.costs().on(basis)).as(attempt).isEqualByComparingTo(sum(own));
      assertThat(counted.idleCosts().on(basis)).as(attempt).isCloseTo(ofIdle, within(ROUNDED));
      all = all.add(sum(own)).add(ofIdle);
      idle = idle.add(ofIdle);
      units.merge(counted.unit(), sum(own).add(ofIdle), BigDecimal::add);
      if (counted.succeeded().equals(Optional.of(false))) {
        failed = failed.add(sum(own));
      } else {
        successes.merge(counted.unit(), 1L, Long::sum);
      }
    }
    assertThat(side.costs().on(basis)).isCloseTo(all, within(ROUNDED));
    assertThat(side.idle().on(basis)).isCloseTo(idle, within(ROUNDED));
    assertThat(side.failed().on(basis)).isEqualByComparingTo(failed);
    assertThat(side.perSuccess().orElseThrow())
        .isCloseTo(divided(all, side.succeeded()), within(ROUNDED));
  }

  private BigDecimal idle(CostComparison.Counted counted) {
    BigDecimal sum = BigDecimal.ZERO;
    for (CostComparison.IdlePart part : counted.idle()) {
      BigDecimal all =
          sum(
              charges(
                  CostExplanation.ofIdleTime(
                      attribution, part.cluster(), basis, Integer.MAX_VALUE)));
      assertThat(part.idle().on(basis)).isEqualByComparingTo(all);
      sum =
          sum.add(
              all.multiply(part.own().on(basis))
                  .divide(part.runs().on(basis), MathContext.DECIMAL128));
    }
    return sum;
  }

  /** With an equal part of what was spent for nothing. */
  private BigDecimal bySuccess(CostComparison.Pair pair) {
    BigDecimal wasted =
        units.entrySet().stream()
            .filter(unit -> !successes.containsKey(unit.getKey()))
            .map(Map.Entry::getValue)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return divided(
            units.getOrDefault(pair.name(), BigDecimal.ZERO),
            successes.getOrDefault(pair.name(), 0L))
        .add(divided(wasted, comparison.pairs().size()));
  }

  private static BigDecimal divided(BigDecimal amount, long by) {
    return amount.divide(BigDecimal.valueOf(by), MathContext.DECIMAL128);
  }

  private static BigDecimal sum(List<TracedCharge> rows) {
    return rows.stream().map(TracedCharge::part).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static List<TracedCharge> charges(CostExplanation explanation) {
    return explanation.currencies().stream().flatMap(one -> one.charges().stream()).toList();
  }
}
