package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.Relation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Rows that one run has and another has not. */
class NoiseOfRowsTest {

  private static final NoiseTables TABLES = new NoiseTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void excusesRowsThatLegacyLosesOrFindsFromRunToRun() {
    String rows = "SELECT i AS id, i AS v FROM range(1000) t(i) WHERE i %% 10 <> %d";
    NoiseReport report =
        TABLES.compare(
            TABLES.query("legacy", rows.formatted(0)),
            TABLES.query("port", rows.formatted(1)),
            TABLES.query("again", rows.formatted(2)),
            TABLES.query("third", rows.formatted(3)));
    assertThat(report.report().verdict()).isEqualTo(Rung.WITHIN_LEGACY_NOISE);
    assertThat(sentences(report))
        .containsExactly(
            "rows only on the left: in 100 of 900 rows (11.11 %), legacy runs in 400 of 3,600"
                + " (11.11 %), noise up to 12.00 %",
            "rows only on the right: in 100 of 900 rows (11.11 %), legacy runs in 400 of 3,600"
                + " (11.11 %), noise up to 12.00 %");
    assertThat(
            TABLES
                .compare(
                    TABLES.query("legacy", rows.formatted(0)),
                    TABLES.query("port", "SELECT i AS id, i AS v FROM range(500) t(i)"),
                    TABLES.query("again", rows.formatted(2)))
                .report()
                .verdict())
        .isEqualTo(Rung.MISMATCH);
  }

  private static final String ROWS = "SELECT i + %d AS id, i AS v FROM range(100) t(i)";

  @Test
  void doesNotExcuseKeysThatNoRunRepeats() {
    NoiseReport report =
        TABLES.compare(
            TABLES.query("legacy", ROWS.formatted(0)),
            TABLES.query("port", ROWS.formatted(1000)),
            TABLES.query("again", ROWS.formatted(2000)));
    assertThat(report.report().verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.report().reason())
        .isEqualTo(
            "rows only on the left: in 100 of 100 rows (100.00 %), legacy runs in 200 of 200"
                + " (100.00 %), noise up to 100.00 %: no row has a partner, so no value was"
                + " compared; rows only on the right: in 100 of 100 rows (100.00 %), legacy runs in"
                + " 200 of 200 (100.00 %), noise up to 100.00 %: no row has a partner, so no value"
                + " was compared");
  }

  @Test
  void measuresNoNoiseByARunThatIsEmptyOrHasOtherRows() {
    String rows = "SELECT i AS id, i AS v FROM range(%d, %d) t(i)";
    Relation legacy = TABLES.query("legacy", rows.formatted(0, 100));
    Relation port = TABLES.query("port", rows.formatted(20, 120));
    for (Map.Entry<String, Relation> run :
        Map.of(
                "only 0 of 100 rows have a partner in ",
                TABLES.query("failed", rows.formatted(0, 0)),
                "only 10 of 100 rows have a partner in ",
                TABLES.query("other", rows.formatted(90, 190)))
            .entrySet()) {
      NoiseReport report = TABLES.compare(legacy, port, run.getValue());
      assertThat(report.report().verdict()).isEqualTo(Rung.UNDECIDED);
      assertThat(report.floor().findings())
          .extracting(NoiseFinding::rung)
          .containsOnly(Rung.UNDECIDED);
      assertThat(report.floor().findings().get(0).doubt())
          .isEqualTo(run.getKey() + run.getValue().source());
    }
  }

  @Test
  void doesNotExcuseRowsByAnEmptyLegacyRun() {
    NoiseReport report =
        TABLES.compare(
            TABLES.query("legacy", ROWS.formatted(0) + " WHERE false"),
            TABLES.query("port", ROWS.formatted(0)),
            TABLES.query("again", ROWS.formatted(0)));
    assertThat(report.report().verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.report().reason())
        .isEqualTo(
            "rows only on the right: in 100 of 100 rows (100.00 %), legacy runs in 100 of 100"
                + " (100.00 %), noise up to 100.00 %: no row has a partner, so no value was"
                + " compared");
  }

  /** The same rows a year later: most rows of the larger run are its own. */
  @Test
  void doesNotExcuseRowsWhereMostAreAlone() {
    String many = "SELECT i AS id, i AS v FROM range(%d) t(i)";
    NoiseReport report =
        TABLES.compare(
            TABLES.query("legacy", many.formatted(100)),
            TABLES.query("port", many.formatted(400)),
            TABLES.query("again", many.formatted(1000)));
    assertThat(report.report().verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.report().reason())
        .isEqualTo(
            "rows only on the right: in 300 of 400 rows (75.00 %), legacy runs in 900 of 1,100"
                + " (81.81 %), noise up to 83.65 %: so much of it would excuse anything");
  }

  private static List<String> sentences(NoiseReport report) {
    return report.floor().findings().stream().map(NoiseFinding::sentence).toList();
  }
}
