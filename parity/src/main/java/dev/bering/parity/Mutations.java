package dev.bering.parity;

import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import dev.bering.parity.Mutation.Nature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What can be planted into a column: the differences that comparisons are known to overlook. */
final class Mutations {

  /** A little more than from one double, or float, to the next. */
  private static final String DOUBLE_STEP = "2.3e-16";

  private static final String FLOAT_STEP = "1.2e-7";

  private final SqlDialect dialect;
  private final RelationColumn column;
  private final Tolerance tolerance;
  private final CellKind kind;
  private final String value;
  private final String type;
  private final List<Mutation> found = new ArrayList<>();

  private Mutations(SqlDialect dialect, RelationColumn column, Tolerance tolerance) {
    this.dialect = dialect;
    this.column = column;
    this.tolerance = tolerance;
    this.kind = CellKind.of(column.type().sql());
    this.value = dialect.identifier(column.name());
    this.type = dialect.type(column.type());
  }

  /** For one column, with the tolerance that is declared for it. */
  static List<Mutation> of(SqlDialect dialect, RelationColumn column, Tolerance tolerance) {
    return new Mutations(dialect, column, tolerance).all();
  }

  private List<Mutation> all() {
    add("a value becomes null", value + " IS NOT NULL", "NULL");
    switch (kind) {
      case TEXT -> texts();
      case WHOLE, DECIMAL -> exactNumbers();
      case FLOATING -> floats();
      case TIME -> times();
      case FLAG -> add("true becomes false", value, "false");
      default -> {
        if (column.type() instanceof SqlType.ListOf) {
          String reversed = dialect.reversed(value);
          add(
              "elements change places",
              "%s IS DISTINCT FROM %s".formatted(canonical(reversed), canonical(value)),
              reversed);
        }
      }
    }
    return found;
  }

  private String canonical(String list) {
    return ValueSql.canonical(dialect, list, column.type());
  }

  private void texts() {
    add("null becomes ''", value + " IS NULL", "''");
    add("'' becomes null", value + " = ''", "NULL");
    add("a blank is added", value + " IS NOT NULL", value + " || ' '");
    add("case changes", "upper(%s) <> %s".formatted(value, value), "upper(%s)".formatted(value));
  }

  private void exactNumbers() {
    zeros();
    String unit = column.type() instanceof SqlType.Decimal decimal ? "1e-" + decimal.scale() : "1";
    String step = "CAST(%s AS %s)".formatted(unit, type);
    if (tolerance.isNone()) {
      add("one unit of the last digit", value + " IS NOT NULL", towardsZero(step));
      return;
    }
    String within = "CAST(0.9 * %s AS %s)".formatted(limit("0"), type);
    String beyond = "CAST(1.2 * %s AS %s) + %s".formatted(limit("0"), type, step);
    String isLarge = "abs(%s::DOUBLE) > 1.2 * %s + %s".formatted(value, limit("0"), unit);
    add(
        "a number moves within the tolerance",
        "%s AND CAST(CASE WHEN %s THEN 0.9 * %s END AS %s) <> 0"
            .formatted(isLarge, isLarge, limit("0"), type),
        towardsZero(within),
        Nature.WITHIN_TOLERANCE);
    add(
        "a number moves beyond the tolerance",
        isLarge,
        towardsZero(beyond),
        Nature.BEYOND_TOLERANCE);
  }

  /** So that no type overflows. */
  private String towardsZero(String step) {
    return "CASE WHEN %1$s > 0 THEN %1$s - %2$s ELSE %1$s + %2$s END".formatted(value, step);
  }

  private void zeros() {
    add("null becomes 0", value + " IS NULL", "0");
    add("0 becomes null", value + " = 0", "NULL");
  }

  private void floats() {
    zeros();
    boolean isFloat = column.type().sql().equals("FLOAT");
    String step = isFloat ? FLOAT_STEP : DOUBLE_STEP;
    String usual =
        "abs(%s) > 1e-%d AND abs(%s) < 1e%d"
            .formatted(value, isFloat ? 30 : 290, value, isFloat ? 30 : 290);
    if (tolerance.isNone()) {
      add("one step in the last place", usual, "%s + abs(%s) * %s".formatted(value, value, step));
    } else {
      String limit = limit(step);
      add(
          "a number moves within the tolerance",
          "%s AND CAST(%s + 0.9 * %s AS %s) <> %s".formatted(usual, value, limit, type, value),
          "%s + 0.9 * %s".formatted(value, limit),
          Nature.WITHIN_TOLERANCE);
      add(
          "a number moves beyond the tolerance",
          usual,
          "%s - 1.2 * %s - 4 * %s * abs(%s)".formatted(value, limit, step, value),
          Nature.BEYOND_TOLERANCE);
    }
    String nan = "CAST('NaN' AS %s)".formatted(type);
    add("null becomes NaN", value + " IS NULL", nan);
    add("NaN becomes null", "%s = %s".formatted(value, nan), "NULL");
    add(
        "0.0 becomes -0.0",
        value + " = 0",
        "CASE WHEN %s THEN 0.0 ELSE CAST('-0.0' AS %s) END"
            .formatted(dialect.isNegative(value), type),
        Nature.EQUAL_BY_DEFINITION);
  }

  /** How far a value may move: a double. */
  private String limit(String step) {
    return "greatest(CAST('%s' AS DOUBLE), CAST('%s' AS DOUBLE) * abs(%s::DOUBLE), %d * %s * abs(%s::DOUBLE))"
        .formatted(
            tolerance.absolute(), tolerance.relative(), value, tolerance.ulps(), step, value);
  }

  private void times() {
    String unit =
        switch (column.type().sql()) {
          case "DATE" -> "DAY";
          case "TIMESTAMP_S" -> "SECOND";
          case "TIMESTAMP_MS" -> "MILLISECOND";
          default -> "MICROSECOND";
        };
    add(
        "a time moves by one " + unit.toLowerCase(Locale.ROOT),
        value + " IS NOT NULL",
        "%s - INTERVAL 1 %s".formatted(value, unit));
  }

  private void add(String words, String suits, String after) {
    add(words, suits, after, Nature.DIFFERENT);
  }

  private void add(String words, String suits, String after, Nature nature) {
    found.add(new Mutation(words, column, suits, "CAST(%s AS %s)".formatted(after, type), nature));
  }
}
