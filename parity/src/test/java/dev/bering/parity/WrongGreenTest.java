package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs of different tables that some other comparison tool calls equal. None may be green here, by
 * either way of comparing; the verdicts are printed as a table.
 */
class WrongGreenTest {

  private static final TestTables TABLES = new TestTables();
  private static final List<String> VERDICTS = new ArrayList<>();

  static List<ParityCases.Different> cases() {
    return ParityCases.different();
  }

  /** Those that need nothing but a key. */
  static List<ParityCases.Different> keyed() {
    return cases().stream().filter(pair -> pair.comparison().equals(Comparison.by("id"))).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isNotGreen(ParityCases.Different pair) {
    String direct = verdict(pair, PlanLimits.DEFAULT);
    String fingerprints = verdict(pair, TestTables.FINGERPRINTS);
    VERDICTS.add(
        "%2d  %-36s  %-50s  %-34s  %s"
            .formatted(pair.trap(), pair.name(), pair.calledEqualBy(), direct, fingerprints));
    assertThat(List.of(direct, fingerprints)).doesNotContain("EXACT", "NORMALISED", "TOLERANT");
    assertThat(direct).isEqualTo(fingerprints);
  }

  @Test
  void knowsEveryTrap() {
    assertThat(cases().stream().map(ParityCases.Different::trap).distinct())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, ParityCases.TRAPS).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("keyed")
  void isNotGreenWithoutAKey(ParityCases.Different pair) {
    assertThat(verdict(pair, Comparison.ofMultisets(), PlanLimits.DEFAULT))
        .matches("MISMATCH|NOT_COMPARED|refused, COMPARE_T.*");
  }

  /** A tolerance is about finite numbers that are close, and never about whether there is one. */
  @ParameterizedTest
  @MethodSource("keyed")
  void isNotGreenWithinATolerance(ParityCases.Different pair) {
    Comparison comparison = Comparison.by("id").tolerating("v", Tolerance.relative("1e-18"));
    assertThat(verdict(pair, comparison, TestTables.FINGERPRINTS))
        .matches("MISMATCH|NOT_COMPARED|refused, COMPARE_.*");
  }

  private static String verdict(ParityCases.Different pair, PlanLimits limits) {
    return verdict(pair, pair.comparison(), limits);
  }

  private static String verdict(
      ParityCases.Different pair, Comparison comparison, PlanLimits limits) {
    try {
      return TABLES.report(pair.left(), pair.right(), comparison, limits).verdict().toString();
    } catch (UserException e) {
      return "refused, " + e.problems().get(0).code();
    }
  }

  @AfterAll
  static void print() {
    TABLES.close();
    System.out.printf(
        "%2s  %-36s  %-50s  %-34s  %s%n",
        "", "different, but", "called equal by", "direct join", "fingerprints");
    VERDICTS.forEach(System.out::println);
    System.out.printf(
        "%2s  %-36s  %-50s  %s%n",
        "",
        "a rewrite rule that is too broad",
        "Spark's own TPC-DS golden files",
        "does not apply: a comparison has no rewrite rules");
  }
}
