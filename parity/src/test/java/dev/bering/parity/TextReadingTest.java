package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Sql;
import dev.bering.engine.SqlType;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextReadingTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INTEGER   | 1;-1;+1;007; 1 ;1.0;2147483647     | 1.5;1e3;;abc;2147483648;1_000;0x10;1,5",
        "BIGINT    | 9007199254740993                   | 9223372036854775808",
        "DECIMAL   | 1;1.5;.5;1.;1.250;-0.00;0E-18      | 1.255;1e2;abc;123456789012;nan",
        "DOUBLE    |"
            + " 1;1.5;.5;1e300;-1E-3;nan;Infinity;-inf;9007199254740992;0.1;0e9;-0.00;5e-324;+INF;0.30000000000000004;0.1000000000000000055511151231257827;"
            + "  0.100000000000000000000 "
            + ";1.7976931348623157E308;2.2250738585072014E-308;4.94065645841246544e-324;5.0E-324;1234567890.12345;-000000000000000000001.5;2251799813685248.5e0;1.0E23"
            + " | 9007199254740993;abc;;1_000;1e999x;1e400;-1e309;1e-400;-.001e-400"
            + ";9007199254740993.0;900719925474099.3e1;0.10000000000000000001;0.99999999999999999999"
            + ";0.33333333333333333333;7e-324;123456789012345678901234567890;9007199254740992.25",
        "FLOAT     | 0.1;16777216;1e38;inf;0.0;1e-45;0.12345679;0.100000001490116;1.17549435E-38"
            + " | 16777217;abc;1e39;-1e39;1e-50;1e400;16777217.0;0.123456789;2e-45",
        "BOOLEAN   | true;false;TRUE;t;0                | maybe;2;",
        "DATE      | 2026-01-31;2026-1-1                | 2026-01-01"
            + " 10:00:00;2026-02-30;31.01.2026;",
        "TIME      | 10:00:00;10:00:00.123456           | 10:00:00.1234567;25:00:00",
        "TIMESTAMP | 2026-01-01 10:00:00;2026-01-01T10:00:00.123456;2026-01-01;2026-01-01"
            + " 10:00:00.1234560 | 2026-01-01 10:00:00+02;2026-01-01 10:00:00Z;2026-01-01"
            + " 10:00:00.1234567;yesterday",
        "TIMESTAMP WITH TIME ZONE"
            + " | 2026-01-01 10:00:00+00;2026-01-01T10:00:00.000Z;2026-01-01T10:00:00.5+02:00"
            + " | 2026-01-01 10:00:00;2026-01-01;2026-01-01 10:00:00.1234567Z",
        "UUID      | 123e4567-e89b-12d3-a456-426614174000 | 123",
      })
  void readsATextOnlyIfNothingIsLost(String type, String readable, String unreadable) {
    SqlType sql = type.equals("DECIMAL") ? new SqlType.Decimal(12, 2) : new SqlType.Simple(type);
    assertThat(Arrays.stream(readable.split(";", -1)))
        .allSatisfy(text -> assertThat(isReadable(text, sql)).as(text).isTrue());
    assertThat(Arrays.stream(unreadable.split(";", -1)))
        .allSatisfy(text -> assertThat(isReadable(text, sql)).as(text).isFalse());
  }

  private static boolean isReadable(String text, SqlType type) {
    String condition = TextReading.unreadable(DuckDbEngine.DIALECT, Sql.literal(text), type);
    return TABLES.engine().query("SELECT NOT (%s)".formatted(condition), row -> row.flag(0)).get(0);
  }

  @Test
  void saysWhichTextOfWhichColumnIsUnreadable() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id|amt|day\n1|10|2026-01-01\n2|1.5|2026-01-02\n3|abc|2026-01-03 10:00:00",
                    "id INTEGER|amt INTEGER|day DATE\n1|10|2026-01-01",
                    Comparison.by("id")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot compare column 'amt' of /left: 2 texts are not a INTEGER without loss, such as '1.5'.
            Cannot compare column 'day' of /left: 1 text is not a DATE without loss, such as '2026-01-03 10:00:00'.\
            """);
  }

  @Test
  void readsTextsAsNumbersOnBothSidesIfAToleranceAsksForIt() {
    Comparison comparison = Comparison.by("id").tolerating("amt", Tolerance.absolute("0.01"));
    assertThat(TABLES.report("id|amt\n1|1.000", "id|amt\n1|1.001", comparison).verdict())
        .isEqualTo(Rung.TOLERANT);
    assertThatThrownBy(() -> TABLES.report("id|amt\n1|1.0", "id|amt\n1|one", comparison))
        .hasMessage(
            "Cannot compare column 'amt' of /right: 1 text is not a DOUBLE without loss, such as"
                + " 'one'.");
  }

  @Test
  void countsWhatReadingANumberAsADoubleMovesItBy() {
    Comparison comparison = Comparison.by("id").tolerating("v", Tolerance.absolute("0.001"));
    TextReadings.roundedPairs()
        .forEach(
            (pair, rung) -> {
              String left = "id|v\n1|" + pair.get(0);
              for (String header : List.of("id|v\n1|", "id INTEGER|v DOUBLE\n1|")) {
                Rung found = TABLES.report(left, header + pair.get(1), comparison).verdict();
                assertThat(found == Rung.NORMALISED ? Rung.EXACT : found)
                    .as(left + header + pair.get(1))
                    .isEqualTo(rung);
              }
            });
  }

  @Test
  void saysInHowManyRowsReadingMayHaveRounded() {
    assertThat(
            TABLES.compare(
                "id|v\n1|0.33333333333333333333\n2|0.5\n3|nan\n4|NULL",
                "id INTEGER|v DOUBLE\n1|0.3333333333333333\n2|0.5\n3|nan\n4|NULL",
                Comparison.by("id").tolerating("v", Tolerance.relative("1e-9"))))
        .isEqualTo(
            """
            = TOLERANT: all 4 rows are equal, 1 column only within the tolerance

            rows
              = 4 equal

            columns
              = v  1 tolerated within 0.0000001 %, text on the left and DOUBLE on the right compared as DOUBLE\
            """);
  }

  @Test
  void refusesANumberThatAFloatOrDoubleWouldRound() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id|v|w\n1|9007199254740993.0|0.1",
                    "id INTEGER|v DOUBLE|w FLOAT\n1|9007199254740992|0.1",
                    Comparison.by("id")))
        .isInstanceOfSatisfying(
            UserException.class,
            refusal ->
                assertThat(refusal.problems())
                    .extracting(Problem::message, Problem::hint)
                    .containsExactly(
                        tuple(
                            "Cannot compare column 'v' of /left: 1 text is not a DOUBLE without"
                                + " loss, such as '9007199254740993.0'.",
                            "declare a tolerance, give the other side's column another type, or"
                                + " ignore the column")));
  }

  @Test
  void comparesTextsWithTextsAsTheyAre() {
    assertThat(TABLES.report("id|amt\n1|1.0", "id|amt\n1|1.00", Comparison.by("id")).verdict())
        .isEqualTo(Rung.MISMATCH);
  }
}
