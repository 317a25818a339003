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

  private static String verdict(ParityCases.Different pair, PlanLimits limits) {
    try {
      return TABLES
          .report(pair.left(), pair.right(), pair.comparison(), limits)
          .verdict()
          .toString();
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
        "", "a rewrite rule that is too broad",
        "Spark's own TPC-DS golden files",
        "does not apply: a comparison has no rewrite rules");
  }
}
