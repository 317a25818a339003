package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Progress;
import dev.bering.parity.AcceptedDifference.Value;
import dev.bering.parity.AcceptedResult.State;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AcceptedTest {

  private static final TestTables TABLES = new TestTables();
  private static final String LEFT =
      "id INTEGER|land VARCHAR|state VARCHAR\n1|FR|OPEN\n2|FR|OPEN\n3|DE|OPEN\n4|FR|NULL";
  private static final String RIGHT =
      "id INTEGER|land VARCHAR|state VARCHAR\n1|FR|PENDING\n2|FR|PENDING\n3|DE|OPEN\n4|FR|NULL";

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private static AcceptedDifference accepted(long cap, String expires, String where) {
    return new AcceptedDifference(
        List.of("STATE"),
        Value.of("OPEN"),
        Value.of("PENDING"),
        where,
        "states are renamed",
        "shop-fr",
        cap,
        LocalDate.parse(expires));
  }

  @Test
  void acceptsWhatIsDeclared() {
    Comparison comparison = Comparison.by("id").accepting(accepted(2, "2099-12-31", "land = 'FR'"));
    assertThat(TABLES.compare(LEFT, RIGHT, comparison))
        .isEqualTo(
            """
            = ACCEPTED: all 4 rows are equal, 1 column but for accepted differences

            rows
              = 4 equal

            columns
              = land
              = state  2 accepted

            accepted
              accepted difference in STATE (shop-fr) holds in 2 rows of at most 2: states are renamed\
            """);
  }

  @Test
  void acceptsNothingAboveTheCap() {
    ComparisonReport report =
        TABLES.report(LEFT, RIGHT, Comparison.by("id").accepting(accepted(1, "2099-12-31", "")));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.rows().changed()).isEqualTo(2);
    assertThat(report.reason())
        .isEqualTo(
            "2 rows changed, accepted difference in STATE (shop-fr) is in 2 rows, more than its cap"
                + " of 1");
  }

  @Test
  void acceptsNothingOtherThanDeclared() {
    Comparison elsewhere = Comparison.by("id").accepting(accepted(9, "2099-12-31", "land = 'DE'"));
    ComparisonReport report = TABLES.report(LEFT, RIGHT, elsewhere);
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.accepted().get(0).state()).isEqualTo(State.STALE);
    assertThat(report.accepted().get(0).sentence())
        .isEqualTo("accepted difference in STATE (shop-fr) absorbs nothing: it is stale");
    ComparisonReport other =
        TABLES.report(
            LEFT,
            RIGHT.replace("2|FR|PENDING", "2|FR|CLOSED"),
            Comparison.by("id").accepting(accepted(9, "2099-12-31", "")));
    assertThat(other.rows().changed()).isEqualTo(1);
    assertThat(other.columns().get(1).accepted()).isEqualTo(1);
  }

  @Test
  void failsOnceTheDayIsOverEvenIfNothingDiffers() {
    Comparison comparison = Comparison.by("id").accepting(accepted(2, "2026-11-21", ""));
    assertThat(on("2026-11-21T23:59:59Z", RIGHT, comparison).verdict()).isEqualTo(Rung.ACCEPTED);
    ComparisonReport late = on("2026-11-22T00:00:00Z", RIGHT, comparison);
    assertThat(late.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(late.reason())
        .isEqualTo("2 rows changed, accepted difference in STATE (shop-fr) expired on 2026-11-21");
    ComparisonReport needless = on("2026-11-22T00:00:00Z", LEFT, comparison);
    assertThat(needless.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(needless.reason())
        .isEqualTo("accepted difference in STATE (shop-fr) expired on 2026-11-21");
  }

  private static ComparisonReport on(String instant, String right, Comparison comparison) {
    ComparisonPlan plan =
        new ComparisonPlanner()
            .plan(comparison, TABLES.table("left", LEFT), TABLES.table("right", right));
    Clock clock = Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
    return new ComparisonRunner(TABLES.engine(), Progress.NONE, clock).run(plan);
  }

  @Test
  void acceptsNullsAndAnything() {
    AcceptedDifference toNull =
        new AcceptedDifference(
            List.of("v"), Value.ANY, Value.NULL, "", "r", "o", 1, LocalDate.of(2099, 1, 1));
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|v DOUBLE\n1|1.5\n2|2",
            "id INTEGER|v DOUBLE\n1|NULL\n2|2",
            Comparison.by("id").accepting(toNull));
    assertThat(report.verdict()).isEqualTo(Rung.ACCEPTED);
  }

  @Test
  void refusesWhatMakesNoSenseForItsColumnAllAtOnce() {
    AcceptedDifference wrong =
        new AcceptedDifference(
            List.of("v"),
            Value.of("1.5"),
            Value.of("2"),
            "nr > 1",
            "r",
            "o",
            1,
            LocalDate.of(2099, 1, 1));
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id INTEGER|v INTEGER\n1|1",
                    "id INTEGER|v INTEGER\n1|2",
                    Comparison.by("id").accepting(wrong)))
        .hasMessage(
            """
            Cannot choose rows of /left by 'nr > 1': Binder Error: Referenced column "nr" not found in FROM clause.
            Cannot compare /left with /right: '1.5' is accepted in column 'v', which is compared as INTEGER.\
            """);
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id|v|w\n1|1|1",
                    "id|v|w\n1|2|1",
                    Comparison.by("id")
                        .ignoring("w")
                        .accepting(
                            new AcceptedDifference(
                                List.of("id", "w", "x"),
                                Value.ANY,
                                Value.ANY,
                                "",
                                "r",
                                "o",
                                1,
                                LocalDate.of(2099, 1, 1)))))
        .hasMessage(
            """
            Cannot compare /left with /right: differences of key column 'id' are accepted, but rows are paired by equal keys.
            Cannot compare /left with /right: accepted column 'w' is ignored.
            Cannot compare /left with /right: accepted column 'x' is on neither side.\
            """);
  }
}
