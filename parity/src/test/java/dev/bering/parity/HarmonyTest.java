package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.SqlType;
import dev.bering.engine.TextContent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HarmonyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INTEGER       | INTEGER       | INTEGER",
        "TINYINT       | BIGINT        | BIGINT",
        "BIGINT        | HUGEINT       | HUGEINT",
        "UTINYINT      | TINYINT       | SMALLINT",
        "UINTEGER      | INTEGER       | BIGINT",
        "UBIGINT       | BIGINT        | HUGEINT",
        "UBIGINT       | UINTEGER      | UBIGINT",
        "UHUGEINT      | HUGEINT       | -",
        "FLOAT         | DOUBLE        | DOUBLE",
        "SMALLINT      | FLOAT         | DOUBLE",
        "INTEGER       | DOUBLE        | DOUBLE",
        "UINTEGER      | DOUBLE        | DOUBLE",
        "BIGINT        | DOUBLE        | -",
        "DECIMAL(5,2)  | DOUBLE        | -",
        "DECIMAL(5,2)  | DECIMAL(9,4)  | DECIMAL(9,4)",
        "DECIMAL(9,2)  | DECIMAL(9,4)  | DECIMAL(11,4)",
        "DECIMAL(38,0) | DECIMAL(38,1) | -",
        "INTEGER       | DECIMAL(5,2)  | DECIMAL(12,2)",
        "BIGINT        | DECIMAL(38,30)| -",
        "DATE          | TIMESTAMP     | -",
        "TIMESTAMP     | TIMESTAMP WITH TIME ZONE | -",
        "TIMESTAMP_MS  | TIMESTAMP     | TIMESTAMP",
        "TIMESTAMP     | TIMESTAMP_NS  | TIMESTAMP_NS",
        "BOOLEAN       | INTEGER       | -",
        "VARCHAR       | INTEGER       | -",
        "VARCHAR       | BLOB          | -",
        "JSON          | VARCHAR       | VARCHAR",
        "text          | text          | VARCHAR",
        "text          | VARCHAR       | VARCHAR",
        "text          | DECIMAL(5,2)  | DECIMAL(5,2)",
        "text          | DATE          | DATE",
        "text          | BLOB          | -",
        "text          | INTERVAL      | -",
        "text          | FLOAT         | FLOAT",
        "numbers       | FLOAT         | DOUBLE",
        "numbers       | DOUBLE        | DOUBLE",
        "long numbers  | FLOAT         | -",
        "long numbers  | DECIMAL(38,9) | DECIMAL(38,9)",
      })
  void findsTheNarrowestTypeThatHoldsBoth(String left, String right, String common) {
    assertThat(Harmony.of(type(left), type(right)).map(SqlType::sql).orElse("-")).isEqualTo(common);
    assertThat(Harmony.of(type(right), type(left)).map(SqlType::sql).orElse("-")).isEqualTo(common);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INTEGER       | BIGINT        | HUGEINT",
        "DECIMAL(5,2)  | DECIMAL(9,4)  | DECIMAL(38,4)",
        "BIGINT        | DECIMAL(9,4)  | DECIMAL(38,4)",
        "HUGEINT       | DECIMAL(9,4)  | DOUBLE",
        "UHUGEINT      | BIGINT        | DOUBLE",
        "UHUGEINT      | UHUGEINT      | DOUBLE",
        "DECIMAL(38,0) | DECIMAL(38,1) | DOUBLE",
        "BIGINT        | DOUBLE        | DOUBLE",
        "DECIMAL(5,2)  | FLOAT         | DOUBLE",
        "text          | INTEGER       | DOUBLE",
        "text          | text          | DOUBLE",
        "numbers       | numbers       | DOUBLE",
        "long numbers  | numbers       | DOUBLE",
        "long numbers  | DECIMAL(38,9) | DOUBLE",
        "words         | INTEGER       | DOUBLE",
        "words         | text          | DOUBLE",
        "words         | words         | DOUBLE",
        "words         | numbers       | -",
        "words         | long numbers  | -",
        "true or false | text          | -",
        "objects       | INTEGER       | -",
        "VARCHAR       | INTEGER       | -",
        "DATE          | DATE          | -",
        "BOOLEAN       | INTEGER       | -",
      })
  void findsATypeForNumbersWithinATolerance(String left, String right, String common) {
    assertThat(Harmony.ofNumbers(type(left), type(right)).map(SqlType::sql).orElse("-"))
        .isEqualTo(common);
    assertThat(Harmony.ofNumbers(type(right), type(left)).map(SqlType::sql).orElse("-"))
        .isEqualTo(common);
  }

  private static SqlType type(String name) {
    Matcher decimal = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)").matcher(name);
    if (decimal.matches()) {
      return new SqlType.Decimal(
          Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    return switch (name) {
      case "text" -> new SqlType.Untyped();
      case "words" -> new SqlType.Untyped(TextContent.TEXT);
      case "true or false" -> new SqlType.Untyped(TextContent.TRUTH);
      case "objects" -> new SqlType.Untyped(TextContent.NESTED);
      case "numbers" -> new SqlType.Untyped(TextContent.NUMBER);
      case "long numbers" -> new SqlType.Untyped(TextContent.LONG_NUMBER);
      default -> new SqlType.Simple(name);
    };
  }
}
