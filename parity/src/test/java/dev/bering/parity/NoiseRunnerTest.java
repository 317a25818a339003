package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.Relation;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NoiseRunnerTest {

  private static final NoiseTables TABLES = new NoiseTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  /**
   * 1,000 rows; {@code score} of every tenth is moved by {@code by}, beginning with {@code from}.
   */
  private static Relation run(String name, int from, double by, String also) {
    return TABLES.query(
        name,
        """
        SELECT i AS id, CASE WHEN i %% 10 = %d THEN 100 + %s ELSE 100 END::DOUBLE AS score,
          'm' || i AS model, i * 2 AS amount %s FROM range(1000) t(i)
        """
            .formatted(from, by, also));
  }

  private static Relation run(String name, int from, double by) {
    return run(name, from, by, "");
  }

  @Test
  void excusesWhatLegacyDoesNotRepeatEither() {
    NoiseReport report =
        TABLES.compare(run("legacy", 0, 0.25), run("port", 1, 0.25), run("again", 2, 0.25));
    assertThat(TextReports.withoutPlaces(TextReport.of(report)))
        .isEqualTo(
            """
            = WITHIN_LEGACY_NOISE: 200 rows changed, no more than between legacy runs

            rows
              = 800 equal
              * 200 changed

            columns
              = score   200 changed, at most 0.25 apart (0.249 %)
              = model
              = amount

            noise
              legacy again  /again  MISMATCH: 200 rows changed
              = score: in 200 of 1,000 rows (20.00 %), legacy runs in 200 of 1,000 (20.00 %), noise up to 22.16 %
              rates are noise up to a one-sided bound of 95.00 % confidence

            changed
              * id=0  score: 100.25 -> 100.0
                ... 199 more in score
                score: 100.0 -> 100.25 in 100 rows
                score: 100.25 -> 100.0 in 100 rows
            """);
  }

  @Test
  void doesNotExcuseOtherColumns() {
    NoiseReport report =
        TABLES.compare(
            run("legacy", 0, 0.25),
            TABLES.query(
                "port",
                "SELECT i AS id, 100::DOUBLE AS score, 'm' || i AS model, CASE WHEN i < 3 THEN -1"
                    + " ELSE i * 2 END AS amount FROM range(1000) t(i)"),
            run("again", 2, 0.25));
    assertThat(report.report().verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.report().reason())
        .isEqualTo("amount: in 3 of 1,000 rows (0.30 %), legacy runs in none of 1,000");
    assertThat(report.report().columns())
        .extracting(ColumnResult::rung)
        .containsExactly(Rung.WITHIN_LEGACY_NOISE, Rung.EXACT, Rung.MISMATCH);
  }

  @Test
  void doesNotExcuseMoreThanNoise() {
    NoiseReport report =
        TABLES.compare(
            run("legacy", 0, 0.25),
            TABLES.query(
                "port",
                "SELECT i AS id, 100::DOUBLE + CASE WHEN i % 2 = 1 THEN 0.25 ELSE 0 END AS score,"
                    + " 'm' || i AS model, i * 2 AS amount FROM range(1000) t(i)"),
            run("again", 2, 0.25));
    assertThat(report.report().verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.report().reason())
        .isEqualTo(
            "score: in 600 of 1,000 rows (60.00 %), legacy runs in 200 of 1,000 (20.00 %), noise up"
                + " to 22.16 %");
  }

  /** As many rows differ, but by a hundred times as much. */
  @Test
  void doesNotExcuseNumbersThatAreFurtherApart() {
    NoiseReport report =
        TABLES.compare(run("legacy", 0, 0.25), run("port", 1, 25), run("again", 2, 0.25));
    assertThat(report.report().verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.report().reason())
        .isEqualTo(
            "score: in 200 of 1,000 rows (20.00 %) by up to 25, legacy runs by up to 0.25; score:"
                + " in 200 of 1,000 rows (20.00 %) by up to 20 %, legacy runs by up to 0.249 %");
  }

  /** Ids that are random in every run excuse other ids, but not their absence. */
  @Test
  void doesNotExcuseMissingValuesByOtherValues() {
    String ids = "SELECT i AS id, md5('%s' || i) AS event, i / 7.0 AS v FROM range(100) t(i)";
    NoiseReport others =
        TABLES.compare(
            TABLES.query("legacy", ids.formatted("a")),
            TABLES.query("port", ids.formatted("b")),
            TABLES.query("again", ids.formatted("c")));
    assertThat(others.report().verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(others.report().reason())
        .isEqualTo(
            "event: in 100 of 100 rows (100.00 %), legacy runs in 100 of 100 (100.00 %), noise up"
                + " to 100.00 %: so much of it would excuse anything");
    for (String nothing : List.of("NULL::VARCHAR", "''")) {
      NoiseReport none =
          TABLES.compare(
              TABLES.query("legacy", ids.formatted("a")),
              TABLES.query("port", ids.replace("md5('%s' || i)", nothing)),
              TABLES.query("again", ids.formatted("c")));
      assertThat(none.report().verdict()).isEqualTo(Rung.MISMATCH);
      assertThat(none.report().reason())
          .isEqualTo(
              "event, a value or none: in 100 of 100 rows (100.00 %), legacy runs in none of 100");
    }
  }

  @Test
  void doesNotExcuseNaNAndInfinityByOtherNumbers() {
    String rows = "SELECT i AS id, %s AS v FROM range(100) t(i)";
    for (String nothing : List.of("'nan'::DOUBLE", "'-inf'::DOUBLE", "NULL::DOUBLE")) {
      NoiseReport report =
          TABLES.compare(
              TABLES.query("legacy", rows.formatted("i + 0.5::DOUBLE")),
              TABLES.query("port", rows.formatted(nothing)),
              TABLES.query("again", rows.formatted("i + 0.75::DOUBLE")));
      assertThat(report.report().reason())
          .isEqualTo(
              "v, a value or none: in 100 of 100 rows (100.00 %), legacy runs in none of 100");
    }
  }

  /** Noise of milliseconds excuses no two hours; of neither is the size known. */
  @Test
  void cannotTellHowFarApartTimesAndListsAre() {
    for (String rows :
        List.of(
            "SELECT i AS id, TIMESTAMP '2026-01-01' + to_milliseconds(i * %d) AS v FROM range(100)"
                + " t(i)",
            "SELECT i AS id, DATE '2026-01-01' + CAST(i * %d AS INTEGER) AS v FROM range(100) t(i)",
            "SELECT i AS id, [i * %d] AS v FROM range(100) t(i)")) {
      NoiseReport report =
          TABLES.compare(
              TABLES.query("legacy", rows.formatted(0)),
              TABLES.query("port", rows.formatted(7200)),
              TABLES.query("again", rows.formatted(1)));
      assertThat(report.report().verdict()).isEqualTo(Rung.UNDECIDED);
      assertThat(report.report().reason())
          .isEqualTo(
              "v: in 99 of 100 rows (99.00 %), legacy runs in 99 of 100 (99.00 %), noise up to"
                  + " 99.77 %: how far apart they are is not measured");
    }
  }

  @Test
  void cannotTellHowFarApartNumbersAreThatAreTooLargeToSubtract() {
    String rows = "SELECT i AS id, (%s)::%s AS v FROM range(100) t(i)";
    NoiseReport report =
        TABLES.compare(
            TABLES.query("legacy", rows.formatted("'-" + "9".repeat(38) + "'", "DECIMAL(38,0)")),
            TABLES.query("port", rows.formatted("'" + "9".repeat(38) + "'", "DECIMAL(38,0)")),
            TABLES.query("again", rows.formatted("'-" + "9".repeat(37) + "8'", "DECIMAL(38,0)")));
    assertThat(report.report().verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.report().reason())
        .isEqualTo(
            "v: in 100 of 100 rows (100.00 %), legacy runs in 100 of 100 (100.00 %), noise up to"
                + " 100.00 %: how far apart they are is not measured");
  }

  /** Texts have no size: up to half of them, their rate is what there is to compare. */
  @Test
  void comparesTheRateOfTexts() {
    String rows =
        "SELECT i AS id, CASE WHEN i %% 10 = %d THEN 'other' ELSE 'same' END AS v FROM range(1000)"
            + " t(i)";
    NoiseReport report =
        TABLES.compare(
            TABLES.query("legacy", rows.formatted(0)),
            TABLES.query("port", rows.formatted(1)),
            TABLES.query("again", rows.formatted(2)));
    assertThat(report.report().verdict()).isEqualTo(Rung.WITHIN_LEGACY_NOISE);
  }

  /** What somebody answers for has gone from the rate, and so from the rate of presence. */
  @Test
  void doesNotCountAcceptedNullsAgain() {
    String rows =
        "SELECT i AS id, CASE WHEN i < %d THEN NULL WHEN i %% 10 = %d THEN 'other' ELSE 'same' END"
            + " AS v FROM range(1000) t(i)";
    Relation legacy = TABLES.query("legacy", rows.formatted(0, 8));
    Comparison comparison =
        Comparison.by("id")
            .accepting(
                new AcceptedDifference(
                    List.of("v"),
                    AcceptedDifference.Value.ANY,
                    AcceptedDifference.Value.NULL,
                    "",
                    "owner",
                    "a reason",
                    5,
                    LocalDate.of(9999, 12, 31)));
    NoiseReport report =
        TABLES.compare(
            comparison,
            legacy,
            TABLES.query("port", rows.formatted(5, 7)),
            List.of(TABLES.query("again", rows.formatted(0, 6))),
            List.of());
    assertThat(report.report().reason())
        .isEqualTo("200 rows changed, no more than between legacy runs");
    assertThat(report.report().verdict()).isEqualTo(Rung.WITHIN_LEGACY_NOISE);
  }

  /** Two runs of one side are read in its zone, whatever the zone of the other. */
  @Test
  void readsTheRunsOfOneSideInItsZone() {
    Comparison comparison =
        Comparison.by("id")
            .where(new Where("id > 1", "id > 2"))
            .normalising("t", new Normaliser.Zone("Asia/Tokyo", "UTC"), new Normaliser.Unordered())
            .normalising("u", new Normaliser.Zone("", "Europe/Berlin"))
            .mapping("t", "at");
    assertThat(comparison.ofRuns(Side.LEFT))
        .isEqualTo(
            Comparison.by("id")
                .where(new Where("id > 1", "id > 1"))
                .normalising(
                    "t",
                    new Normaliser.Zone("Asia/Tokyo", "Asia/Tokyo"),
                    new Normaliser.Unordered())
                .normalising("u"));
    assertThat(comparison.ofRuns(Side.RIGHT))
        .isEqualTo(
            Comparison.by("id")
                .where(new Where("id > 2", "id > 2"))
                .normalising("t", new Normaliser.Zone("UTC", "UTC"), new Normaliser.Unordered())
                .normalising("u", new Normaliser.Zone("Europe/Berlin", "Europe/Berlin")));
  }

  @Test
  void doesNotTakeAZoneForNoise() {
    String rows =
        "SELECT i AS id, TIMESTAMP '2026-01-01' + to_hours(%d) + to_minutes(%s) AS t FROM"
            + " range(100) t(i)";
    Comparison comparison =
        Comparison.by("id").normalising("t", new Normaliser.Zone("Asia/Tokyo", "UTC"));
    Relation legacy = TABLES.query("legacy", rows.formatted(9, "i"));
    NoiseReport report =
        TABLES.compare(
            comparison,
            legacy,
            TABLES.query("port", rows.formatted(5, "i")),
            List.of(TABLES.query("again", rows.formatted(9, "i"))),
            List.of());
    assertThat(report.report().verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.report().reason())
        .isEqualTo("t: in 100 of 100 rows (100.00 %), legacy runs in none of 100");
  }

  @Test
  void cannotTellByOneDifferenceHowMuchNoiseThereIs() {
    String rows =
        "SELECT i AS id, CASE WHEN i < %d THEN 'other' ELSE 'same' END AS v FROM range(1000) t(i)";
    NoiseReport report =
        TABLES.compare(
            TABLES.query("legacy", rows.formatted(0)),
            TABLES.query("port", rows.formatted(3)),
            TABLES.query("again", rows.formatted(1)));
    assertThat(report.report().verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.report().reason())
        .isEqualTo(
            "v: in 3 of 1,000 rows (0.30 %), legacy runs in 1 of 1,000 (0.10 %), noise up to 0.44"
                + " %: too few of them to rely on");
  }

  @Test
  void namesWhatOnlyNewRunsDoNotRepeat() {
    Comparison comparison = Comparison.by("id");
    Relation legacy = run("legacy", 0, 0);
    NoiseReport report =
        TABLES.compare(
            comparison,
            legacy,
            run("port", 0, 0),
            List.of(run("again", 0, 0)),
            List.of(run("twice", 1, 0.5)));
    assertThat(report.report().verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.report().reason())
        .isEqualTo(
            "score: new runs differ in 100 of 1,000 rows (10.00 %), legacy runs in none of 1,000");
    NoiseReport unmeasured =
        TABLES.compare(
            comparison, legacy, run("port", 0, 0), List.of(), List.of(run("twice", 1, 0.5)));
    assertThat(unmeasured.report().verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(unmeasured.report().reason())
        .isEqualTo(
            "score: new runs differ in 100 of 1,000 rows (10.00 %); whether legacy runs do was not"
                + " asked");
  }

  @Test
  void leavesAnEqualComparisonEqualAndAMissingColumnMissing() {
    NoiseReport equal = TABLES.compare(run("legacy", 0, 1), run("port", 0, 1), run("again", 5, 1));
    assertThat(equal.report().verdict()).isEqualTo(Rung.EXACT);
    NoiseReport missing =
        TABLES.compare(
            run("legacy", 0, 1, ", 1 AS more"),
            run("port", 3, 1),
            run("again", 5, 1, ", 1 AS more"));
    assertThat(missing.report().verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(missing.report().reason())
        .isEqualTo("200 rows changed, column 'more' is only on the left");
  }
}
