package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bering.engine.SqlType;
import dev.bering.model.UserException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormaliserTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  /** Two values that one normaliser makes alike, and two that it leaves apart. */
  record Case(
      Normaliser normaliser,
      String leftType,
      String left,
      String rightType,
      String right,
      String other) {
    @Override
    public String toString() {
      return normaliser.text() + " " + leftType;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        of(new Normaliser.Trim(), "VARCHAR", " \tx\u00a0", "x", " x y"),
        of(new Normaliser.Composed(), "VARCHAR", "e\u0301", "\u00e9", "e"),
        of(new Normaliser.LowerCase(), "VARCHAR", "ÄB", "äb", "ab"),
        of(new Normaliser.NullLike(List.of("n/a", "")), "VARCHAR", "n/a", "NULL", "na"),
        new Case(new Normaliser.BooleanText(), "VARCHAR", "YES", "BOOLEAN", "true", "off"),
        of(new Normaliser.BooleanText(), "VARCHAR", "0", "False", "1"),
        of(
            new Normaliser.JsonText(),
            "VARCHAR",
            "{\"a\": 1.0, \"b\": [1, {}]}",
            "{\"b\":[1,{}],\"a\":1}",
            "{\"b\":[{},1],\"a\":1}"),
        new Case(
            new Normaliser.Zone("Europe/Berlin", ""),
            "TIMESTAMP",
            "2026-07-01 12:00:00",
            "TIMESTAMP WITH TIME ZONE",
            "2026-07-01 10:00:00+00",
            "2026-07-01 13:00:00"),
        of(
            new Normaliser.Zone("Europe/Berlin", "UTC"),
            "TIMESTAMP",
            "2026-01-01 12:00:00",
            "2026-01-01 11:00:00",
            "2026-01-01 11:00:00"),
        of(new Normaliser.NonfiniteNull(), "DOUBLE", "nan", "NULL", "0"),
        of(new Normaliser.NonfiniteNull(), "FLOAT", "-inf", "nan", "0"),
        of(new Normaliser.Float32(), "DOUBLE", "0.1", "0.10000000149011612", "0.1000001"),
        of(new Normaliser.Float32(), "DOUBLE", "1e300", "inf", "-1e300"),
        of(new Normaliser.Scale(1), "DECIMAL(3,2)", "9.95", "9.99", "9.94"),
        of(new Normaliser.Scale(0), "DECIMAL(38,2)", "-2.50", "-3.00", "-2.49"),
        of(
            new Normaliser.Precision(Normaliser.Precision.Unit.MILLISECONDS),
            "TIMESTAMP",
            "1969-12-31 23:59:59.999999",
            "1969-12-31 23:59:59.999",
            "1969-12-31 23:59:59.998999"),
        of(
            new Normaliser.Precision(Normaliser.Precision.Unit.MICROSECONDS),
            "TIMESTAMP_NS",
            "2026-01-01 00:00:00.123456999",
            "2026-01-01 00:00:00.123456",
            "2026-01-01 00:00:00.123457"),
        of(new Normaliser.Unordered(), "INTEGER[]", "[3, 1, 3]", "[1, 3, 3]", "[1, 1, 3]"));
  }

  private static Case of(
      Normaliser normaliser, String type, String left, String right, String other) {
    return new Case(normaliser, type, left, type, right, other);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void makesAlikeAndAbsorbs(Case one) {
    String left = "id INTEGER|v %s\n1|%s".formatted(one.leftType(), one.left());
    String right = "id INTEGER|v %s\n1|%s".formatted(one.rightType(), one.right());
    ComparisonReport report =
        TABLES.report(left, right, Comparison.by("id").normalising("v", one.normaliser()));
    assertThat(report.verdict()).isEqualTo(Rung.NORMALISED);
    NormaliserCount count = report.columns().get(0).normalisers().get(0);
    assertThat(count.normaliser()).isEqualTo(one.normaliser().text());
    assertThat(count.changedLeft() + count.changedRight()).isPositive();
    assertThat(count.absorbed()).isEqualTo(1);
    assertThat(count.isStale()).isFalse();
    ComparisonReport keyless =
        TABLES.report(
            left,
            right,
            Comparison.ofMultisets().normalising("v", one.normaliser()),
            PlanLimits.DEFAULT);
    assertThat(keyless.verdict()).isEqualTo(Rung.NORMALISED);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keepsApartWhatIsDifferent(Case one) {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|v %s\n1|%s".formatted(one.leftType(), one.other()),
            "id INTEGER|v %s\n1|%s".formatted(one.rightType(), one.right()),
            Comparison.by("id").normalising("v", one.normaliser()));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.columns().get(0).changed()).isEqualTo(1);
  }

  @Test
  void countsEachNormaliserOfAColumnAndNamesTheStaleOne() {
    assertThat(
            TABLES.compare(
                "id|country\n1| FR\n2|de\n3|n/a\n4|IT",
                "id|country\n1|fr\n2|DE\n3|NULL\n4|it",
                Comparison.by("id")
                    .normalising(
                        "country",
                        new Normaliser.NullLike(List.of("n/a")),
                        new Normaliser.Composed(),
                        new Normaliser.LowerCase(),
                        new Normaliser.Trim())))
        .isEqualTo(
            """
            = NORMALISED: all 4 rows are equal

            rows
              = 4 equal

            columns
              = country

            normalisers
              country: trim changed 1 on the left and 0 on the right, mismatches absorbed: 1
              country: unicode: nfc changed 0 on the left and 0 on the right, mismatches absorbed: 0: it is stale
              country: lower-case changed 2 on the left and 1 on the right, mismatches absorbed: 3
              country: null-like: ['n/a'] changed 1 on the left and 0 on the right, mismatches absorbed: 1\
            """);
  }

  @Test
  void callsEqualValuesExactThoughTheyAreNormalised() {
    ComparisonReport report =
        TABLES.report(
            "id|v\n1| x",
            "id|v\n1| x",
            Comparison.by("id").normalising("v", new Normaliser.Trim()));
    assertThat(report.verdict()).isEqualTo(Rung.EXACT);
    assertThat(report.columns().get(0).normalisers())
        .extracting(NormaliserCount::changedLeft, NormaliserCount::isStale)
        .containsExactly(tuple(1L, true));
  }

  @Test
  void pairsRowsByNormalisedKeys() {
    ComparisonReport report =
        TABLES.report(
            "id VARCHAR|v INTEGER\nA |1\nB|2",
            "id VARCHAR|v INTEGER\nA|1\nB|2",
            Comparison.by("id").normalising("id", new Normaliser.Trim()));
    assertThat(report.verdict()).isEqualTo(Rung.NORMALISED);
    assertThat(report.rows().equal()).isEqualTo(2);
    assertThat(report.keys().get(0).normalisers())
        .containsExactly(new NormaliserCount("trim", 1, 0, 1));
  }

  @Test
  void refusesKeysThatBecomeTheSame() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id VARCHAR|v INTEGER\nA |1\nA|2",
                    "id VARCHAR|v INTEGER\nA|1",
                    Comparison.by("id").normalising("id", new Normaliser.Trim())))
        .hasMessage("Cannot pair the rows of /left: key id = 'A' occurs 2 times on the left.");
  }

  @Test
  void readsTextsAfterTheyAreNormalised() {
    Comparison comparison =
        Comparison.by("id")
            .normalising("v", new Normaliser.NullLike(List.of("N/A")), new Normaliser.Trim());
    ComparisonReport report =
        TABLES.report("id|v\n1| N/A\n2|1.5", "id INTEGER|v DOUBLE\n1|NULL\n2|1.5", comparison);
    assertThat(report.verdict()).isEqualTo(Rung.NORMALISED);
    assertThat(report.columns().get(0).normalisers())
        .containsExactly(
            new NormaliserCount("trim", 1, 0, 1),
            new NormaliserCount("null-like: ['N/A']", 1, 0, 1));
  }

  @Test
  void toleratesWhatIsLeftAfterNormalising() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|v DOUBLE\n1|nan\n2|1.0\n3|5",
            "id INTEGER|v DOUBLE\n1|NULL\n2|1.001\n3|5",
            Comparison.by("id")
                .normalising("v", new Normaliser.NonfiniteNull())
                .tolerating("v", Tolerance.absolute("0.01")));
    assertThat(report.verdict()).isEqualTo(Rung.TOLERANT);
    assertThat(report.columns().get(0).tolerated()).isEqualTo(1);
    assertThat(report.columns().get(0).normalisers())
        .containsExactly(new NormaliserCount("nonfinite-null", 1, 0, 1));
  }

  @Test
  void refusesATextThatItCannotRead() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id INTEGER|v VARCHAR|j VARCHAR\n1|perhaps|{a",
                    "id INTEGER|v BOOLEAN|j VARCHAR\n1|true|{}",
                    Comparison.by("id")
                        .normalising("v", new Normaliser.BooleanText())
                        .normalising("j", new Normaliser.JsonText())))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot compare column 'v' of /left: 1 text is not a BOOLEAN without loss, such as 'perhaps'.
            Cannot compare column 'j' of /left: 1 text is not a JSON without loss, such as '{a'.\
            """);
  }

  @Test
  void refusesNormalisersOfOtherTypesAllAtOnce() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id INTEGER|v BIGINT|d DOUBLE\n1|1|1",
                    "id INTEGER|v BIGINT|d DOUBLE\n1|1|1",
                    Comparison.by("id")
                        .normalising("v", new Normaliser.Trim(), new Normaliser.NonfiniteNull())
                        .normalising("d", new Normaliser.Scale(2), new Normaliser.Scale(3))
                        .normalising("x", new Normaliser.Trim())))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot compare /left with /right: column 'd' has the normaliser 'scale: 3' beside 'scale: 2'.
            Cannot compare /left with /right: normalised column 'x' is on neither side.
            Cannot compare /left with /right: column 'v' is BIGINT on both sides, which 'trim' cannot normalise.
            Cannot compare /left with /right: column 'v' is BIGINT on both sides, which 'nonfinite-null' cannot normalise.
            Cannot compare /left with /right: column 'd' is DOUBLE on both sides, which 'scale: 2' cannot normalise.
            Cannot compare /left with /right: column 'd' is DOUBLE on both sides, which 'scale: 3' cannot normalise.\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "'DECIMAL(38,1)', 9999999999999999999999999999999999999.9, 9999999999999999999999999999999999999.6, 0, NORMALISED",
    "'DECIMAL(38,1)', 9999999999999999999999999999999999999.9, 9999999999999999999999999999999999998.9, 0, MISMATCH",
    "'DECIMAL(38,2)', -1.25, -1.34, 1, NORMALISED",
    "'DECIMAL(38,2)', 1.24, 1.25, 1, MISMATCH",
    "'DECIMAL(38,2)', 1.24, 1.25, 2, MISMATCH",
    "'DECIMAL(38,0)', 99999999999999999999999999999999999999, 99999999999999999999999999999999999999, 0, EXACT",
  })
  void roundsDecimalsOfAllDigits(String type, String left, String right, int digits, Rung rung) {
    assertThat(
            TABLES
                .report(
                    "id INTEGER|v %s\n1|%s".formatted(type, left),
                    "id INTEGER|v %s\n1|%s".formatted(type, right),
                    Comparison.by("id").normalising("v", new Normaliser.Scale(digits)))
                .verdict())
        .isEqualTo(rung);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIMESTAMP[]", "TIMESTAMP WITH TIME ZONE[]", "MAP(TIMESTAMP, INTEGER)"})
  void cutsNoTimestampsInsideOfOthers(String type) {
    SqlType nested = SqlType.parse(type);
    assertThat(new Normaliser.Precision(Normaliser.Precision.Unit.SECONDS).fits(nested)).isFalse();
    assertThat(new Normaliser.Zone("UTC", "UTC").fits(nested)).isFalse();
    assertThat(new Normaliser.Trim().fits(nested)).isFalse();
    assertThat(new Normaliser.Float32().fits(nested)).isFalse();
    assertThat(new Normaliser.Scale(1).fits(nested)).isFalse();
  }

  @Test
  void refusesThePrecisionOfAnArray() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id INTEGER|v TIMESTAMP[]\n1|[2026-01-01 10:00:00]",
                    "id INTEGER|v TIMESTAMP[]\n1|[2026-01-01 10:00:00]",
                    Comparison.by("id")
                        .normalising(
                            "v", new Normaliser.Precision(Normaliser.Precision.Unit.SECONDS))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compare /left with /right: column 'v' is TIMESTAMP[] on both sides, which 'precision: seconds' cannot normalise.");
  }
}
