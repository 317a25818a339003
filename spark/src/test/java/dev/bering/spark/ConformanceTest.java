package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.ParityCases;
import dev.bering.parity.PlanLimits;
import dev.bering.parity.Rung;
import dev.bering.parity.TestTables;
import dev.bering.parity.Tolerance;
import dev.bering.spark.TwoEngines.Outcomes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One plan, two engines: DuckDB and Spark come to the same verdict, the same counts of rows and
 * cells and the same keys, on every pair of tables that is known to lead comparisons astray. What
 * they came to is printed as a table, pair by pair.
 */
class ConformanceTest {

  private static final Comparison BY_ID = Comparison.by("id").sampling(1000);
  private static final TwoEngines ENGINES = TwoEngines.shared();
  private static final List<String> TABLE = new ArrayList<>();

  @AfterAll
  static void print() {
    TABLE.forEach(System.out::println);
  }

  /** A pair of tables that is to be compared, and what became of it on both engines. */
  private static final class Cases {

    private record Placed(String name, Blocks blocks, int pair) {}

    private final Map<String, Blocks> blocks = new LinkedHashMap<>();
    private final List<Placed> placed = new ArrayList<>();
    private final Map<String, List<String>> found = new LinkedHashMap<>();
    private final List<PlanLimits> ways;
    private final BiPredicate<String, String> isAmongOthers;

    Cases(List<PlanLimits> ways, BiPredicate<String, String> isAmongOthers) {
      this.ways = ways;
      this.isAmongOthers = isAmongOthers;
    }

    void add(String name, Comparison comparison, String left, String right) {
      found.put(name, List.of());
      boolean isKeyless = comparison.equals(Comparison.ofMultisets());
      if (isKeyless
          || (comparison.equals(Comparison.by("id")) && isAmongOthers.test(left, right))) {
        Blocks among =
            isKeyless
                ? blocks.computeIfAbsent("", kind -> Blocks.withoutKey())
                : blocks.computeIfAbsent(
                    Blocks.first(left) + "|" + Blocks.first(right),
                    kind -> Blocks.byId(Blocks.first(left), Blocks.first(right)));
        placed.add(new Placed(name, among, among.add(left, right)));
      } else {
        Outcomes alone = ENGINES.agreed(left, right, comparison, TwoEngines.BOTH_WAYS);
        found.put(name, List.of(alone.onDuckDb().text(), alone.onSpark().text()));
      }
    }

    /** By name, what DuckDB and what Spark came to. */
    Map<String, List<String>> compared() {
      blocks.forEach(
          (kind, some) -> {
            Comparison comparison =
                kind.isEmpty() ? Comparison.ofMultisets().sampling(1000) : BY_ID;
            Outcomes outcomes = ENGINES.agreed(some.left(), some.right(), comparison, ways);
            ComparisonReport onDuckDb = outcomes.onDuckDb().report().orElseThrow();
            ComparisonReport onSpark = outcomes.onSpark().report().orElseThrow();
            placed.stream()
                .filter(one -> one.blocks() == some)
                .forEach(
                    one ->
                        found.put(
                            one.name(),
                            List.of(
                                some.found(onDuckDb, one.pair()),
                                some.found(onSpark, one.pair()))));
          });
      return found;
    }
  }

  @Test
  void findsEveryDifferenceThatOthersMiss() {
    Cases cases = new Cases(TwoEngines.BOTH_WAYS, Blocks::takes);
    for (ParityCases.Different pair : ParityCases.different()) {
      cases.add(pair.name(), pair.comparison(), pair.left(), pair.right());
      if (isText(pair.left())) {
        cases.add(inFiles(pair.name()), pair.comparison(), typed(pair.left()), typed(pair.right()));
      }
    }
    Map<String, List<String>> found = cases.compared();
    Set<Integer> traps = new LinkedHashSet<>();
    for (ParityCases.Different pair : ParityCases.different()) {
      for (String name : List.of(pair.name(), inFiles(pair.name()))) {
        List<String> outcome = found.getOrDefault(name, List.of());
        assertThat(outcome)
            .as(name)
            .allMatch(text -> text.matches("(MISMATCH|NOT_COMPARED|refused, COMPARE_).*"));
        if (!outcome.isEmpty()) {
          traps.add(pair.trap());
          row(Integer.toString(pair.trap()), name, pair.calledEqualBy(), outcome);
        }
      }
    }
    assertThat(traps)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, ParityCases.TRAPS).boxed().toList());
  }

  @Test
  void callsEqualWhatIs() {
    Cases cases = new Cases(List.of(TestTables.FINGERPRINTS), Blocks::takesEqual);
    Map<String, Rung> rungs = new LinkedHashMap<>();
    for (ParityCases.Equal pair : ParityCases.equal()) {
      String name = "%s %d".formatted(pair.name(), rungs.size());
      if (isRefusedOnSpark(pair)) {
        Outcomes outcomes = ENGINES.each(pair.left(), pair.right(), pair.comparison());
        assertThat(outcomes.onDuckDb().text()).isEqualTo(pair.rung().toString());
        assertThat(outcomes.onSpark().refusal()).hasSize(1);
        row(
            "=",
            pair.name(),
            pair.rung().toString(),
            List.of(outcomes.onDuckDb().text(), outcomes.onSpark().refusal().get(0)));
      } else {
        cases.add(name, pair.comparison(), pair.left(), pair.right());
        rungs.put(name, pair.rung());
      }
    }
    cases
        .compared()
        .forEach(
            (name, outcome) -> {
              String rung = Objects.requireNonNull(rungs.get(name)).toString();
              assertThat(outcome).as(name).containsExactly(rung, rung);
              row("=", name, rung, outcome);
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreeOnRandomTablesOfEdgeValues(boolean inBuckets) {
    RandomPair pair = RandomPair.of(new Random(inBuckets ? 1 : 2), 120);
    Comparison comparison =
        Comparison.by("id", "k")
            .tolerating("near", new Tolerance(new BigDecimal("0.01"), BigDecimal.ZERO))
            .tolerating("whole", new Tolerance(new BigDecimal("5"), new BigDecimal("1e-9")))
            .tolerating("money", new Tolerance(new BigDecimal("0.0000000005"), BigDecimal.ZERO))
            .sampling(1000);
    Outcomes found =
        ENGINES.agreed(
            pair.left(),
            pair.right(),
            comparison,
            List.of(inBuckets ? TestTables.FINGERPRINTS : PlanLimits.DEFAULT));
    assertThat(found.onSpark().report().orElseThrow().rows().changed()).isPositive();
  }

  @Test
  void agreeOnKeysThatOccurTwice() {
    RandomPair pair = RandomPair.of(new Random(4), 60);
    String twice = pair.left() + "\n" + pair.left().lines().skip(7).findFirst().orElseThrow();
    Outcomes found =
        ENGINES.agreed(
            twice, pair.right(), Comparison.by("id", "k"), List.of(TestTables.FINGERPRINTS));
    assertThat(found.onSpark().refusal().toString()).contains("occurs 2 times on the left");
  }

  private static void row(String number, String name, String remark, List<String> outcome) {
    TABLE.add(
        "%2s  %-44s  %-52s  %-38s  %s"
            .formatted(number, name, remark, outcome.get(0), outcome.get(1)));
  }

  /** A CSV file, as all of these are with one column of texts. */
  private static boolean isText(String table) {
    return table.startsWith("id|v\n");
  }

  private static String typed(String table) {
    return table.replaceFirst("id\\|v\n", "id INTEGER|v VARCHAR\n");
  }

  private static String inFiles(String name) {
    return name + ", typed";
  }

  /** Of which Spark has no type or no function. */
  private static boolean isRefusedOnSpark(ParityCases.Equal pair) {
    return Set.of("nanoseconds", "order of JSON").contains(pair.name());
  }
}
