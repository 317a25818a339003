package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts, and what an engine reads them as. */
public final class TextReadings {

  private TextReadings() {}

  /** Texts that look like values of a type, by the type. */
  public static Map<SqlType, List<String>> texts() {
    Map<SqlType, List<String>> texts = new LinkedHashMap<>();
    List<String> numbers =
        List.of(
            "",
            " ",
            "0",
            "-0",
            "+1",
            " 1 ",
            "\t1\n",
            "\u000b1",
            "\u00a01",
            "\uff11",
            "007",
            "1.0",
            "1.",
            ".5",
            "-.5",
            ".",
            "1.5",
            "1.250",
            "1.255",
            "1,5",
            "1_000",
            "1 2",
            "0x10",
            "1e3",
            "1E-3",
            "1e",
            "0e9",
            "0E-18",
            "1.5d",
            "1f",
            "--1",
            "abc",
            "2147483647",
            "2147483648",
            "16777216",
            "16777217",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775808",
            "1234567890123456768",
            "12345678901234567000",
            "-12345678901234567168",
            "0.30000000000000004",
            "0.1000000000000000055511151231257827",
            "0.12345679",
            "123456789012",
            "99999999999999999999999999999999999999",
            "nan",
            "NaN",
            "+nan",
            "inf",
            "-inf",
            "+INF",
            "Infinity",
            "-infinity",
            "3.4028235e38",
            "3.5e38",
            "1e39",
            "-1e39",
            "1e-45",
            "1e-50",
            "1.7976931348623157e308",
            "1e308",
            "1e309",
            "-1e400",
            "5e-324",
            "1e-400",
            "-.001e-400",
            "0.000e-999",
            "0.1",
            "-0.00");
    for (String type : List.of("INTEGER", "BIGINT", "FLOAT", "DOUBLE")) {
      texts.put(new SqlType.Simple(type), numbers);
    }
    texts.put(new SqlType.Decimal(12, 2), numbers);
    texts.put(new SqlType.Decimal(38, 10), numbers);
    texts.put(
        new SqlType.Simple("BOOLEAN"),
        List.of(
            "true", "TRUE", "t", "T", "1", "false", "f", "0", " true ", "yes", "no", "y", "n", "on",
            "off", "2", "maybe", "", "1.0"));
    List<String> times =
        List.of(
            "2026-01-31",
            "2026-1-1",
            " 2026-01-31 ",
            "2026-02-30",
            "2024-02-29",
            "31.01.2026",
            "2026/01/31",
            "0001-01-01",
            "0000-01-01",
            "-0001-01-01",
            "9999-12-31",
            "10000-01-01",
            "1582-10-10",
            "2026-01-31 10:00",
            "2026-01-31 10:00:00",
            "2026-01-31T10:00:00",
            "2026-01-31 1:00:00",
            "2026-01-31 24:00:00",
            "2026-01-31 23:59:60",
            "2026-01-31 10:00:00.",
            "2026-01-31 10:00:00.5",
            "2026-01-31 10:00:00.123456",
            "2026-01-31 10:00:00.1234560",
            "2026-01-31 10:00:00.1234567",
            "2026-01-31 10:00:00Z",
            "2026-01-31 10:00:00 UTC",
            "2026-01-31 10:00:00+02",
            "2026-01-31 10:00:00 +02",
            "2026-01-31 10:00:00-0230",
            "2026-01-31T10:00:00.5+02:30",
            "2026-01-31 10:00:00+02:30:15",
            "2026-01-31 10:00:00+19:00",
            "2026-01-31 10:00Z",
            "2026-01-31 10:00:00 Europe/Berlin",
            "1969-12-31 23:59:59.999999",
            "0001-01-01 00:00:00+00",
            "yesterday",
            "epoch",
            "infinity",
            "");
    for (String type : List.of("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")) {
      texts.put(new SqlType.Simple(type), times);
    }
    return texts;
  }

  /**
   * Pairs of numbers, and what a tolerance of 0.001 makes of them; most pairs are the same if read
   * as doubles.
   */
  public static Map<List<String>, Rung> roundedPairs() {
    Map<List<String>, Rung> pairs = new LinkedHashMap<>();
    pairs.put(List.of("0.12345678901234567001", "0.12345678901234567002"), Rung.TOLERANT);
    pairs.put(List.of("0.1234567890123456789", "0.1234567890123456789"), Rung.TOLERANT);
    pairs.put(List.of("123456789012345678.25", "123456789012345679.75"), Rung.MISMATCH);
    pairs.put(List.of("9007199254740993.0", "9007199254740992"), Rung.MISMATCH);
    pairs.put(List.of("12345678901234567000", "12345678901234567100"), Rung.MISMATCH);
    pairs.put(List.of("1234567890123456700", "1234567890123456768"), Rung.MISMATCH);
    pairs.put(List.of("0.30000000000000004", "0.3000000000000000444"), Rung.EXACT);
    pairs.put(List.of("0.30000000000000004", "0.30000000000000004"), Rung.EXACT);
    pairs.put(List.of("9007199254740992", "9007199254740992.0"), Rung.EXACT);
    pairs.put(List.of("1234567890123456768", "1234567890123456768"), Rung.EXACT);
    return pairs;
  }

  /** One line for each text: what it is read as, or that it is refused. */
  public static List<String> of(Engine engine, SqlType type, List<String> texts) {
    SqlDialect dialect = engine.dialect();
    boolean isFloat = type.sql().equals("FLOAT") || type.sql().equals("DOUBLE");
    List<String> values = new ArrayList<>();
    for (String text : texts) {
      String literal = dialect.literal(text);
      String read = dialect.tryRead(literal, type);
      values.add(TextReading.unreadable(dialect, literal, type));
      values.add(isFloat ? "CAST(%s AS DOUBLE)".formatted(read) : dialect.printed(read, type));
    }
    return engine
        .query(
            "SELECT " + String.join(", ", values),
            row -> {
              List<String> lines = new ArrayList<>();
              for (int i = 0; i < texts.size(); i++) {
                String read =
                    isFloat
                        ? Double.toString(row.real(2 * i + 1))
                        : row.text(2 * i + 1).orElse("null");
                lines.add(
                    "'%s' as %s: %s"
                        .formatted(texts.get(i), type.sql(), row.flag(2 * i) ? "refused" : read));
              }
              return lines;
            })
        .get(0);
  }
}
