package dev.bering.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TextTableTest {

  private static final StructType COLUMNS =
      StructType.fromDDL("host STRING, bytes BIGINT, rate DOUBLE, ok BOOLEAN");

  private static List<Problem> problems(Runnable reading) {
    return catchThrowableOfType(UserException.class, reading::run).problems();
  }

  @Test
  void readsARowALineInTheTypesOfTheColumns() {
    TextTable table =
        TextTable.of(
            "hosts",
            """
            host  | bytes | rate | ok
            ------+-------+------+------
            a     | 10    | 0.5  | true

            null  | null  | NaN  | false
            """);

    assertThat(table.values(COLUMNS))
        .containsExactly(
            List.of("a", 10L, 0.5, true), Arrays.asList(null, null, Double.NaN, false));
  }

  @Test
  void dashesInRowsAreRows() {
    StructType columns = StructType.fromDDL("sign STRING");

    assertThat(TextTable.of("signs", "sign\n-\n+\n---\n").values(columns))
        .containsExactly(List.of("-"), List.of("+"), List.of("---"));
    assertThat(TextTable.of("signs", "sign\n----\n-\n").values(columns))
        .containsExactly(List.of("-"));
  }

  @Test
  void quotesHoldWhatWouldBeReadOtherwise() {
    TextTable table =
        TextTable.of(
            "hosts",
            """
            host
            " a "
            "null"
            "a|b"
            "say ""no\"""
            ""
            """);

    assertThat(table.values(COLUMNS))
        .containsExactly(
            List.of(" a "), List.of("null"), List.of("a|b"), List.of("say \"no\""), List.of(""));
  }

  @Test
  void timesDatesAndDecimalsAreWrittenInOneWay() {
    StructType columns = StructType.fromDDL("at TIMESTAMP, day DATE, price DECIMAL(9,2)");
    TextTable table =
        TextTable.of("sales", "at | day | price\n2026-01-01T03:00:00Z | 2026-01-01 | 1.5\n");

    assertThat(table.values(columns))
        .containsExactly(
            List.of(
                Timestamp.from(Instant.parse("2026-01-01T03:00:00Z")),
                Date.valueOf(LocalDate.of(2026, 1, 1)),
                new BigDecimal("1.50")));
  }

  @Test
  void everyCellThatIsNotOfItsColumnsTypeIsNamed() {
    TextTable table = TextTable.of("hosts", "bytes | ok\nten | yes\n");

    assertThat(problems(() -> table.values(COLUMNS)))
        .containsExactly(
            new Problem(
                "TEST_TABLE_VALUE",
                "Cannot read column bytes of the table for hosts: 'ten' is no bigint.",
                "write a value of the column's type, or null"),
            new Problem(
                "TEST_TABLE_VALUE",
                "Cannot read column ok of the table for hosts: 'yes' is no boolean.",
                "write a value of the column's type, or null"));
  }

  @Test
  void digitsThatAColumnCannotHoldAreNotCutOff() {
    StructType columns = StructType.fromDDL("price DECIMAL(9,2)");
    TextTable table = TextTable.of("sales", "price\n1.234\n");

    assertThat(problems(() -> table.values(columns)))
        .extracting(Problem::message)
        .containsExactly(
            "Cannot read column price of the table for sales: '1.234' is no decimal(9,2).");
  }

  @Test
  void whatIsNoTableIsRefused() {
    assertThat(problems(() -> TextTable.of("hosts", "\n")))
        .extracting(Problem::message)
        .containsExactly("Cannot read the table for hosts: it has no line of names.");
    assertThat(problems(() -> TextTable.of("hosts", "host | bytes\na\n")))
        .extracting(Problem::message)
        .containsExactly("Cannot read the table for hosts: a row has 1 cells, not 2: a.");
    assertThat(problems(() -> TextTable.of("hosts", "host\n\"a\n")))
        .extracting(Problem::message)
        .containsExactly("Cannot read the table for hosts: a quote is not closed: \"a.");
    assertThat(problems(() -> TextTable.of("hosts", "host\n\"a\"b\n")))
        .extracting(Problem::message)
        .containsExactly("Cannot read the table for hosts: something follows a closing quote: b.");
    assertThat(problems(() -> TextTable.of("hosts", "hst\na\n").values(COLUMNS)))
        .containsExactly(
            new Problem(
                "TEST_TABLE_COLUMNS",
                "Cannot read the table for hosts: there is no column hst.",
                "there are host, bytes, rate, ok"));
  }
}
