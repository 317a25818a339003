package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.parity.ColumnPlan.Hashing;

/** Values for human eyes. */
final class Shown {

  /** Longer values are cut for display; they are compared whole. */
  private static final int MAX_LENGTH = 300;

  private Shown() {}

  /** SQL for the text of a value: texts in quotes, null as {@code NULL}. */
  static String sql(SqlDialect dialect, String value, Slot slot) {
    String text =
        slot.plan().hashing() == Hashing.TEXT && !slot.plan().comparedAs().equals("BLOB")
            ? quoted(dialect, value)
            : dialect.printed(value, slot.type());
    return "coalesce(CASE WHEN length(%s) > %d THEN left(%s, %d) || '...' ELSE %s END, 'NULL')"
        .formatted(text, MAX_LENGTH, text, MAX_LENGTH, text);
  }

  private static String quoted(SqlDialect dialect, String text) {
    String quote = dialect.literal("'");
    return "%1$s || replace(%2$s, %1$s, %3$s) || %1$s"
        .formatted(quote, text, dialect.literal("''"));
  }
}
