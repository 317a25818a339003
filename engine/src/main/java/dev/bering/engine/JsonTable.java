package dev.bering.engine;

import dev.bering.engine.JsonRows.Value;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/**
 * A JSON file parsed once into a table of texts: its objects are rows, their members columns. The
 * whole file is looked through for its columns first, no part of it stands for the rest.
 *
 * <p>JSON tells texts, numbers and truth values from one another, and that is kept; which type they
 * are meant to be of it does not tell, as CSV does not. A member that is missing and one that is
 * null are both null. Numbers keep all their digits, objects and lists are texts with their keys in
 * order.
 */
final class JsonTable implements SnapshotView {

  private final TableSnapshot.Json json;

  JsonTable(TableSnapshot.Json json) {
    this.json = json;
  }

  /** What a column holds, with the first value of each kind. */
  private static final class Seen {
    private final Map<TextContent, Value> firsts = new EnumMap<>(TextContent.class);

    void add(Value value) {
      firsts.putIfAbsent(value.content(), value);
    }

    TextContent content() {
      if (firsts.isEmpty()) {
        return TextContent.ANYTHING;
      }
      return firsts.containsKey(TextContent.LONG_NUMBER)
          ? TextContent.LONG_NUMBER
          : firsts.keySet().iterator().next();
    }

    boolean knows(Value value) {
      return firsts.containsKey(value.content());
    }

    boolean isMixed() {
      return firsts.size() > 1 && !firsts.keySet().stream().allMatch(TextContent::isNumber);
    }

    String shown() {
      return firsts.values().stream()
          .map(
              value ->
                  "%s (line %d: '%s')"
                      .formatted(value.content().words(), value.line(), head(value.text())))
          .collect(Collectors.joining(" and "));
    }

    private static String head(String text) {
      String first = text.lines().findFirst().orElse("");
      return first.length() <= 40 ? first : first.substring(0, 40) + "...";
    }
  }

  /** What was found in the whole file. */
  static final class Shape {
    private final Map<String, Seen> columns = new LinkedHashMap<>();
    private long rows;

    private void add(Map<String, Value> values, List<String> names) {
      rows++;
      for (String column : names) {
        Seen seen = columns.computeIfAbsent(column, any -> new Seen());
        Value value = values.get(column);
        if (value != null) {
          seen.add(value);
        }
      }
    }

    private boolean holds(Map<String, Value> values, List<String> names) {
      return columns.keySet().containsAll(names)
          && values.entrySet().stream().allMatch(value -> knows(value.getKey(), value.getValue()));
    }

    private boolean knows(String column, Value value) {
      Seen seen = columns.get(column);
      return seen != null && seen.knows(value);
    }
  }

  @Override
  public List<RelationColumn> create(DuckDbSession session, String name) throws SQLException {
    Shape shape = shape();
    Map<String, Seen> columns = shape.columns;
    ColumnNames.requireDistinct(json.location(), List.copyOf(columns.keySet()));
    requireSound(columns);
    String parsed = name + " parsed";
    session.execute(
        "CREATE OR REPLACE TABLE %s (%s)"
            .formatted(
                Sql.identifier(parsed),
                columns.keySet().stream()
                    .map(column -> Sql.identifier(column) + " VARCHAR")
                    .collect(Collectors.joining(", "))));
    fill(session, parsed, shape);
    session.execute(
        "CREATE OR REPLACE VIEW %s AS FROM %s"
            .formatted(Sql.identifier(name), Sql.identifier(parsed)));
    List<RelationColumn> typed = new ArrayList<>();
    columns.forEach(
        (column, seen) ->
            typed.add(new RelationColumn(column, new SqlType.Untyped(seen.content()))));
    return typed;
  }

  Shape shape() {
    Shape shape = new Shape();
    new JsonRows(json).read(shape::add);
    return shape;
  }

  private void requireSound(Map<String, Seen> columns) {
    if (columns.isEmpty()) {
      throw UserException.source(
          new Problem(
              "JSON_EMPTY",
              "Cannot read %s: it holds no object with a member, so nobody knows its columns."
                  .formatted(json.location()),
              "compare a file that has rows"));
    }
    List<Problem> problems = new ArrayList<>();
    columns.forEach(
        (column, seen) -> {
          if (seen.isMixed()) {
            problems.add(
                new Problem(
                    "JSON_MIXED",
                    "Cannot read %s: column '%s' holds %s."
                        .formatted(json.location(), column, seen.shown()),
                    "write all its values alike"));
          }
        });
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
  }

  /** Reads the file again, which must hold what was found in it before. */
  void fill(DuckDbSession session, String table, Shape shape) throws SQLException {
    List<String> columns = List.copyOf(shape.columns.keySet());
    AtomicLong read = new AtomicLong();
    try (DuckDBAppender rows = session.appender(table)) {
      new JsonRows(json)
          .read(
              (values, names) -> {
                if (!shape.holds(values, names)) {
                  throw changed();
                }
                read.incrementAndGet();
                try {
                  append(rows, columns, values);
                } catch (SQLException e) {
                  throw new IOException("DuckDB takes no row: " + e.getMessage(), e);
                }
              });
    }
    if (read.get() != shape.rows) {
      throw changed();
    }
  }

  private UserException changed() {
    return UserException.source(
        new Problem(
            "TABLE_UNREADABLE",
            "Cannot read %s: it changed while it was read.".formatted(json.location()),
            "wait until it is written, then try again"));
  }

  private static void append(DuckDBAppender rows, List<String> columns, Map<String, Value> values)
      throws SQLException {
    rows.beginRow();
    for (String column : columns) {
      Value value = values.get(column);
      if (value == null) {
        rows.appendNull();
      } else {
        rows.append(value.text());
      }
    }
    rows.endRow();
  }
}
