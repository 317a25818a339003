package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTypeParserTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INTEGER",
        "TIMESTAMP WITH TIME ZONE",
        "DECIMAL(12,2)",
        "VARCHAR[]",
        "DECIMAL(38,0)[][]",
        "MAP(VARCHAR, STRUCT(\"a\" INTEGER))",
        "STRUCT(\"a\" INTEGER, \"b c\" VARCHAR[], \"d\"\"e, (\" MAP(DATE, TIMESTAMP_NS))[]",
      })
  void readsWhatItPrints(String text) {
    SqlType type = SqlTypeParser.parse(text);
    assertThat(type).isNotInstanceOf(SqlType.Unsupported.class);
    assertThat(type.sql()).isEqualTo(text);
  }

  @Test
  void readsNamesWithoutQuotes() {
    assertThat(SqlTypeParser.parse("STRUCT(a INTEGER, _b1 DOUBLE)").sql())
        .isEqualTo("STRUCT(\"a\" INTEGER, \"_b1\" DOUBLE)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VARIANT",
        "ENUM('a', 'b')",
        "INTEGER[3]",
        "UNION(a INTEGER)",
        "BIT",
        "TIME WITH TIME ZONE",
        "STRUCT(a VARIANT)",
        "STRUCT(a",
        "DECIMAL(x,2)",
        "",
      })
  void takesAnythingElseForUnsupportedAsAWhole(String text) {
    assertThat(SqlTypeParser.parse(text)).isEqualTo(new SqlType.Unsupported(text));
  }
}
