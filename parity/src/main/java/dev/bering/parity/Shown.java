package dev.bering.parity;

import dev.bering.parity.ColumnPlan.Hashing;

/** Values for human eyes. */
final class Shown {

  /** Longer values are cut for display; they are compared whole. */
  private static final int MAX_LENGTH = 300;

  private Shown() {}

  /** SQL for the text of a value: texts in quotes, null as {@code NULL}. */
  static String sql(String value, ColumnPlan column) {
    String text =
        column.hashing() == Hashing.TEXT && !column.comparedAs().equals("BLOB")
            ? "'''' || replace(%s, '''', '''''') || ''''".formatted(value)
            : value + "::VARCHAR";
    return "coalesce(CASE WHEN length(%s) > %d THEN left(%s, %d) || '...' ELSE %s END, 'NULL')"
        .formatted(text, MAX_LENGTH, text, MAX_LENGTH, text);
  }
}
