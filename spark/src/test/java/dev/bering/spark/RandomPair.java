package dev.bering.spark;

import dev.bering.parity.EdgeValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table full of values that have gone wrong somewhere before, and a damaged copy of it, as texts
 * of {@link dev.bering.parity.TestTables}. The key is id and k, of which k may be null.
 */
record RandomPair(String left, String right) {

  /** Column and type, and its values. */
  private static final Map<String, List<String>> COLUMNS = new LinkedHashMap<>();

  private static final List<String> TEXTS =
      List.of(
          "NULL",
          "''",
          " ",
          "x",
          "x ",
          "NULL ",
          "\u00e9",
          "e\u0301",
          "\ud83d\ude00",
          "\uffee",
          "a'b",
          "a\\b",
          "a\"b,c",
          "${x}",
          "000000010000000100",
          "0000000q0000000q00");

  static {
    COLUMNS.put("i INTEGER", EdgeValues.INTEGERS);
    COLUMNS.put("l BIGINT", EdgeValues.BIGINTS);
    COLUMNS.put(
        "whole BIGINT",
        List.of("NULL", "0", "4", "6", "9223372036854775807", "-9223372036854775808"));
    COLUMNS.put("d DOUBLE", EdgeValues.DOUBLES);
    COLUMNS.put("near DOUBLE", EdgeValues.DOUBLES);
    COLUMNS.put("f FLOAT", List.of("NULL", "0.0", "-0.0", "nan", "inf", "0.1", "3.4e38", "1e-45"));
    COLUMNS.put("small DECIMAL(18,2)", List.of("NULL", "0", "-0.01", "9999999999999999.99"));
    COLUMNS.put(
        "money DECIMAL(38,10)",
        List.of(
            "NULL",
            "0",
            "0.0000000001",
            "0.0000000006",
            "-0.0000000001",
            "9999999999999999999999999999.9999999999",
            "-9999999999999999999999999999.9999999999"));
    COLUMNS.put("wide DECIMAL(38,0)", List.of("NULL", "0", "-1", "9".repeat(38)));
    COLUMNS.put("t VARCHAR", TEXTS);
    COLUMNS.put("b BLOB", List.of("NULL", "''", "\\x00", "\\x00\\x00", "\\xFF", "abc"));
    COLUMNS.put("y BOOLEAN", List.of("NULL", "true", "false"));
    COLUMNS.put(
        "day DATE", List.of("NULL", "1970-01-01", "0001-01-01", "9999-12-31", "1582-10-10"));
    COLUMNS.put(
        "local TIMESTAMP",
        List.of(
            "NULL", "0001-01-01 00:00:00", "1969-12-31 23:59:59.999999", "2026-03-29 01:30:00"));
    COLUMNS.put(
        "moment TIMESTAMP WITH TIME ZONE",
        List.of("NULL", "1969-12-31 23:59:59.999999+00", "2026-03-29 01:30:00+00"));
    COLUMNS.put(
        "list INTEGER[]", List.of("NULL", "[]", "[NULL]", "[1]", "[1, NULL]", "[1, 2]", "[2, 1]"));
    COLUMNS.put(
        "deep STRUCT(a INTEGER[][], m MAP(VARCHAR, DOUBLE))[]",
        List.of(
            "NULL",
            "[]",
            "[NULL]",
            "[{'a': NULL, 'm': NULL}]",
            "[{'a': [[]], 'm': {}}]",
            "[{'a': [[1, 2], [3]], 'm': {x=nan, y=-0.0}}]",
            "[{'a': [[1], [2, 3]], 'm': {y=0.0, x=nan}}]"));
  }

  static RandomPair of(Random random, int rowCount) {
    Map<String, List<String>> left = new TreeMap<>();
    while (left.size() < rowCount) {
      left.put(key(random), row(random));
    }
    Map<String, List<String>> right = new TreeMap<>();
    left.forEach((key, row) -> right.put(key, new ArrayList<>(row)));
    List<String> keys = List.copyOf(left.keySet());
    for (int i = 0; i < rowCount / 4; i++) {
      int column = random.nextInt(COLUMNS.size());
      right
          .getOrDefault(keys.get(random.nextInt(keys.size())), new ArrayList<>())
          .set(column, value(column, random));
    }
    for (int i = 0; i < 3; i++) {
      right.remove(keys.get(random.nextInt(keys.size())));
      right.put(key(random), row(random));
    }
    return new RandomPair(text(left), text(right));
  }

  private static String key(Random random) {
    return random.nextInt(1000) + "|" + TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static List<String> row(Random random) {
    return Stream.iterate(0, i -> i < COLUMNS.size(), i -> i + 1)
        .map(i -> value(i, random))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String value(int column, Random random) {
    List<String> values = List.copyOf(COLUMNS.values()).get(column);
    return values.get(random.nextInt(values.size()));
  }

  private static String text(Map<String, List<String>> rows) {
    return Stream.concat(
            Stream.of("id INTEGER|k VARCHAR|" + String.join("|", COLUMNS.keySet())),
            rows.entrySet().stream()
                .map(row -> row.getKey() + "|" + String.join("|", row.getValue())))
        .collect(Collectors.joining("\n"));
  }
}
