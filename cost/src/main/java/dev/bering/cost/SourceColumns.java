package dev.bering.cost;

import dev.bering.engine.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns of one file of a bill, as SQL of DuckDB that makes exact values of them. A column
 * that is not there is null, and so is an empty text; a number never passes through a double unless
 * the file holds doubles, and then by the shortest decimal that is that double.
 *
 * <p>What is made of a column is a column of {@link #read}, so that it is worked out once a row and
 * not wherever it is named.
 */
final class SourceColumns {

  private static final String MONEY = ChargeColumn.Type.MONEY.sql();

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private record Column(String name, String type) {}

  /**
   * @param types by name, as DuckDB describes them
   */
  SourceColumns(Map<String, String> types) {
    types.forEach((name, type) -> columns.put(key(name), new Column(name, type)));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  boolean has(String name) {
    return columns.containsKey(key(name));
  }

  /** Those of {@code names} that are not there. */
  List<String> missing(Collection<String> names) {
    return names.stream().filter(name -> !has(name)).toList();
  }

  private Optional<Column> column(String name) {
    return Optional.ofNullable(columns.get(key(name)));
  }

  /**
   * The file with a column for each value that was asked for, as what follows FROM.
   *
   * @param relation the file
   */
  String read(String relation) {
    return with(values, with(texts, relation));
  }

  private static String with(Map<String, String> more, String relation) {
    return more.isEmpty()
        ? relation
        : more.entrySet().stream()
            .map(column -> column.getValue() + " AS " + column.getKey())
            .collect(Collectors.joining(",\n  ", "(SELECT *, ", " FROM " + relation + ")"));
  }

  /** Has {@link #read} make a column, and names it. */
  private static String named(Column column, String what, String sql, Map<String, String> among) {
    String name = Sql.identifier("bering %s of %s".formatted(what, column.name()));
    among.put(name, sql);
    return name;
  }

  private String value(Column column, String what, String sql) {
    return named(column, what, sql, values);
  }

  private static String quoted(Column column) {
    return Sql.identifier(column.name());
  }

  /** Every column by name. */
  List<String> all() {
    return columns.values().stream().map(SourceColumns::quoted).toList();
  }

  /** The value as a text. */
  String text(String name) {
    return column(name).map(this::text).orElse("CAST(NULL AS VARCHAR)");
  }

  private String text(Column column) {
    return column.type().equals("VARCHAR")
        ? named(column, "text", "nullif(%s, '')".formatted(quoted(column)), texts)
        : "CAST(%s AS VARCHAR)".formatted(quoted(column));
  }

  /** What is null where the column says nothing. */
  private String said(Column column) {
    return column.type().equals("VARCHAR") ? text(column) : quoted(column);
  }

  /** The value as an amount or quantity, rounded half away from zero at 12 digits. */
  String money(String name) {
    return decimal(name, MONEY);
  }

  /** The value as a decimal; what is no number of that type becomes a problem of its row. */
  String decimal(String name, String type) {
    Optional<Column> column = column(name);
    if (column.isEmpty()) {
      return "CAST(NULL AS %s)".formatted(type);
    }
    String raw =
        column.get().type().startsWith("DECIMAL") || column.get().type().endsWith("INT")
            ? quoted(column.get())
            : text(column.get());
    String exact = "TRY_CAST(%s AS %s)".formatted(raw, type);
    String value =
        value(
            column.get(),
            type,
            column.get().type().equals("DOUBLE") && type.equals(MONEY)
                ? ofDouble(quoted(column.get()), exact)
                : exact);
    problem(column.get(), value, "is no number of at most 26 digits before the point");
    return value;
  }

  /**
   * The shortest decimal that is a double, without its text where that has at most 12 digits behind
   * the point and 15 in all: of such decimals no two are the same double, so that a whole number of
   * 10^-12 that is this double is its shortest decimal.
   *
   * @param otherwise the decimal by way of its text
   */
  private static String ofDouble(String number, String otherwise) {
    return """
        CASE WHEN abs(%1$s) < 1000 AND round(%1$s * 1e12) / 1e12 = %1$s
          THEN CAST(CAST(round(%1$s * 1e12) AS BIGINT) * 0.000000000001 AS %2$s)
          ELSE %3$s END"""
        .formatted(number, MONEY, otherwise);
  }

  /** The value as a moment in UTC; what is none becomes a problem of its row. */
  String time(String name) {
    Optional<Column> column = column(name);
    if (column.isEmpty()) {
      return "CAST(NULL AS TIMESTAMP)";
    }
    // A text is read with its zone: as a TIMESTAMP it would lose it.
    String value =
        value(
            column.get(),
            "time",
            column.get().type().equals("VARCHAR")
                ? "CAST(TRY_CAST(%s AS TIMESTAMPTZ) AS TIMESTAMP)".formatted(text(column.get()))
                : "TRY_CAST(%s AS TIMESTAMP)".formatted(quoted(column.get())));
    problem(column.get(), value, "is no time");
    return value;
  }

  /** As {@link #time}, of something that was billed: other centuries are a problem of the row. */
  String billedTime(String name) {
    String value = time(name);
    column(name)
        .ifPresent(
            column ->
                refuse(
                    "%s NOT BETWEEN TIMESTAMP '2000-01-01' AND TIMESTAMP '2100-01-01'"
                        .formatted(value),
                    "%s || left(%s, 40) || %s"
                        .formatted(
                            Sql.literal(column.name() + " '"),
                            text(column),
                            Sql.literal("' is no time of this century"))));
    return value;
  }

  /** The value as a map of texts: a map, a struct or a text of JSON. */
  String map(String name) {
    Optional<Column> column = column(name);
    if (column.isEmpty()) {
      return "CAST(NULL AS MAP(VARCHAR, VARCHAR))";
    }
    String type = column.get().type();
    if (type.startsWith("MAP")) {
      return "CAST(%s AS MAP(VARCHAR, VARCHAR))".formatted(quoted(column.get()));
    }
    String json =
        type.equals("VARCHAR")
            ? "TRY_CAST(%s AS JSON)".formatted(text(column.get()))
            : "to_json(%s)".formatted(quoted(column.get()));
    String value =
        value(column.get(), "map", "TRY_CAST(%s AS MAP(VARCHAR, VARCHAR))".formatted(json));
    problem(column.get(), value, "is no JSON object with each key once");
    return value;
  }

  /** A member of a struct, or of a text of JSON, as a text. */
  String member(String name, String member, String... deeper) {
    Optional<Column> column = column(name);
    if (column.isEmpty()) {
      return "CAST(NULL AS VARCHAR)";
    }
    if (column.get().type().equals("VARCHAR")) {
      String json =
          value(column.get(), "JSON", "TRY_CAST(%s AS JSON)".formatted(text(column.get())));
      problem(column.get(), json, "is no JSON");
      return "nullif(%s ->> '$.%s', '')"
          .formatted(json, deeper.length == 0 ? member : member + "." + String.join(".", deeper));
    }
    StringBuilder path = new StringBuilder(quoted(column.get()));
    List<String> steps = new ArrayList<>(List.of(member));
    steps.addAll(List.of(deeper));
    for (String step : steps) {
      if (!column.get().type().contains("\"" + step + "\" ")
          && !column.get().type().contains(step + " ")) {
        return "CAST(NULL AS VARCHAR)";
      }
      path.append('.').append(Sql.identifier(step));
    }
    return "CAST(%s AS VARCHAR)".formatted(path);
  }

  private void problem(Column column, String value, String fact) {
    String when =
        "WHEN %s IS NOT NULL AND %s IS NULL THEN %s || left(%s, 40) || %s"
            .formatted(
                said(column),
                value,
                Sql.literal(column.name() + " '"),
                text(column),
                Sql.literal("' " + fact));
    if (!problems.contains(when)) {
      problems.add(when);
    }
  }

  /** The value of {@code name} must be there. */
  void requireValue(String name) {
    String when =
        "WHEN %s IS NULL THEN %s"
            .formatted(
                column(name).map(this::said).orElse("NULL"), Sql.literal(name + " is empty"));
    if (!problems.contains(when)) {
      problems.add(when);
    }
  }

  /** What is wrong with a row if {@code condition} holds: {@code text} is SQL. */
  void refuse(String condition, String text) {
    String when = "WHEN %s THEN %s".formatted(condition, text);
    if (!problems.contains(when)) {
      problems.add(when);
    }
  }

  /** What is wrong with a row, the first of it; null if nothing is. */
  String problems() {
    return problems.isEmpty()
        ? "CAST(NULL AS VARCHAR)"
        : "CASE " + String.join(" ", problems) + " END";
  }
}
