package dev.bering.clone.jdbc;

import static dev.bering.clone.jdbc.SourceColumn.primitive;

import dev.bering.clone.jdbc.SourceColumn.Cast;
import dev.bering.clone.jdbc.SourceColumn.Natural;
import dev.bering.model.Problem;
import dev.bering.tables.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the information schema of MariaDB or MySQL says of a table. */
final class MariaDbCatalog {

  private final Connection connection;
  private final JdbcRequest request;
  private final JdbcSource source;

  MariaDbCatalog(Connection connection, JdbcRequest request) {
    this.connection = connection;
    this.request = request;
    this.source = request.source();
  }

  /**
   * A column as the information schema has it.
   *
   * @param type without length, in lower case
   * @param spelled with length and sign
   * @param precision of numbers, 0 for others
   * @param scale likewise
   */
  private record Column(
      String name, String type, String spelled, boolean nullable, int precision, int scale) {

    String sql() {
      return MariaDb.quoted(name);
    }

    boolean unsigned() {
      return spelled.contains("unsigned");
    }
  }

  SourceTable describe() throws SQLException {
    List<List<String>> found =
        ofTable("SELECT TABLE_TYPE, ENGINE, TABLE_ROWS, AVG_ROW_LENGTH", "TABLES", "");
    if (found.isEmpty()) {
      throw source.missing();
    }
    List<Column> columns = new ArrayList<>();
    for (List<String> row :
        ofTable(
            "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, NUMERIC_PRECISION,"
                + " NUMERIC_SCALE",
            "COLUMNS",
            " ORDER BY ORDINAL_POSITION")) {
      columns.add(
          new Column(
              row.get(0),
              row.get(1).toLowerCase(Locale.ROOT),
              row.get(2).toLowerCase(Locale.ROOT),
              row.get(3).equals("YES"),
              number(row.get(4)),
              number(row.get(5))));
    }
    Mappings mappings = new Mappings(request, columns.stream().map(this::sourceColumn).toList());
    List<Problem> problems = new ArrayList<>(kindProblems(found.get(0)));
    problems.addAll(mappings.problems());
    Map<String, KeyColumn> keyColumns = new HashMap<>();
    for (Column column : columns) {
      keyColumn(column, mappings.ordinal(column.name()))
          .ifPresent(key -> keyColumns.put(column.name(), key));
    }
    long bytes = longNumber(found.get(0).get(3));
    return new SourceTable(
        mappings.columns(),
        keys(keyColumns),
        keyColumns,
        leading(),
        longNumber(found.get(0).get(2)),
        bytes == 0 ? Limits.UNKNOWN_ROW_BYTES : bytes,
        problems);
  }

  private List<List<String>> ofTable(String select, String view, String order) throws SQLException {
    String schema = source.schemaName().isEmpty() ? "DATABASE()" : "?";
    List<String> values = new ArrayList<>();
    if (!source.schemaName().isEmpty()) {
      values.add(source.schemaName());
    }
    values.add(source.tableName());
    return new Sql(
            "%s FROM information_schema.%s WHERE TABLE_SCHEMA = %s AND TABLE_NAME = ?%s"
                .formatted(select, view, schema, order),
            values)
        .rows(connection);
  }

  private static int number(String text) {
    return Math.toIntExact(longNumber(text));
  }

  private static long longNumber(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private List<Problem> kindProblems(List<String> table) {
    List<Problem> problems = new ArrayList<>();
    if (!table.get(0).equals("BASE TABLE")) {
      problems.add(
          new Problem(
              "JDBC_NOT_A_TABLE",
              "Cannot clone %s: it is a %s and no plain table."
                  .formatted(source, table.get(0).toLowerCase(Locale.ROOT)),
              "clone the tables behind it"));
    } else if (!table.get(1).equalsIgnoreCase("InnoDB")) {
      problems.add(
          new Problem(
              "JDBC_ENGINE",
              "Cannot clone %s: its engine %s gives no consistent snapshot."
                  .formatted(source, table.get(1)),
              "convert it (ALTER TABLE ... ENGINE = InnoDB)"));
    }
    return problems;
  }

  private SourceColumn sourceColumn(Column column) {
    return new SourceColumn(
        column.name(),
        column.spelled(),
        column.nullable(),
        natural(column),
        castable(column.type()),
        column.type().equals("bit") ? bits("string", column.sql()) : asText(column));
  }

  private static List<Cast> castable(String type) {
    return switch (type) {
      case "tinyint", "bit" -> List.of(Cast.BOOLEAN, Cast.DECIMAL, Cast.STRING);
      case "smallint", "mediumint", "int", "bigint", "decimal" ->
          List.of(Cast.DECIMAL, Cast.STRING);
      case "date", "datetime", "timestamp", "year" -> List.of(Cast.STRING);
      default -> List.of();
    };
  }

  private static Natural asText(Column column) {
    return written("string", ValueKind.TEXT, column.sql());
  }

  /** A value whose text the server writes. */
  private static Natural written(String type, ValueKind kind, String sql) {
    String text = "CAST(%s AS CHAR)".formatted(sql);
    return new Natural(primitive(type), kind, text, "MD5(%s)".formatted(text));
  }

  private static Natural bits(String type, String sql) {
    return written(
        type,
        type.equals("boolean") ? ValueKind.BOOLEAN : ValueKind.LONG,
        "CAST(%s AS UNSIGNED)".formatted(sql));
  }

  private static Natural decimal(int precision, int scale, String sql) {
    Natural text = written("string", ValueKind.DECIMAL, sql);
    return new Natural(
        new ColumnType.Decimal(precision, scale), ValueKind.DECIMAL, text.select(), text.digest());
  }

  private static Optional<Natural> natural(Column column) {
    String sql = column.sql();
    boolean unsigned = column.unsigned();
    return switch (column.type()) {
      case "tinyint" ->
          Optional.of(
              unsigned
                  ? written("short", ValueKind.SHORT, sql)
                  : written("byte", ValueKind.BYTE, sql));
      case "smallint" ->
          Optional.of(
              unsigned
                  ? written("integer", ValueKind.INTEGER, sql)
                  : written("short", ValueKind.SHORT, sql));
      case "mediumint", "year" -> Optional.of(written("integer", ValueKind.INTEGER, sql));
      case "int" ->
          Optional.of(
              unsigned
                  ? written("long", ValueKind.LONG, sql)
                  : written("integer", ValueKind.INTEGER, sql));
      case "bigint" ->
          Optional.of(unsigned ? decimal(20, 0, sql) : written("long", ValueKind.LONG, sql));
      case "decimal" ->
          column.precision() <= SourceColumn.MAX_PRECISION
              ? Optional.of(decimal(column.precision(), column.scale(), sql))
              : Optional.empty();
      // As they stand, their text has six digits only; multiplied, all that matter.
      case "float" -> Optional.of(written("float", ValueKind.FLOAT, sql + " * 1e0"));
      case "double" -> Optional.of(written("double", ValueKind.DOUBLE, sql + " * 1e0"));
      case "bit" -> bit(column);
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json" ->
          Optional.of(
              new Natural(
                  primitive("string"),
                  ValueKind.TEXT,
                  sql,
                  "MD5(CONVERT(%s USING utf8mb4))".formatted(sql)));
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          Optional.of(
              new Natural(primitive("binary"), ValueKind.BYTES, sql, "MD5(%s)".formatted(sql)));
      case "date" -> Optional.of(written("date", ValueKind.DATE, sql));
      case "datetime" -> Optional.of(written("timestamp_ntz", ValueKind.TIMESTAMP_NTZ, sql));
      case "timestamp" -> Optional.of(written("timestamp", ValueKind.TIMESTAMP, sql));
      case "time", "uuid", "inet4", "inet6" -> Optional.of(asText(column));
      default -> Optional.empty();
    };
  }

  private static Optional<Natural> bit(Column column) {
    if (column.precision() == 1) {
      return Optional.of(bits("boolean", column.sql()));
    }
    return Optional.of(
        column.precision() < Long.SIZE
            ? bits("long", column.sql())
            : decimal(20, 0, "CAST(%s AS UNSIGNED)".formatted(column.sql())));
  }

  /** A column by which ranges can be told apart exactly; not so floating point, enum and others. */
  private static Optional<KeyColumn> keyColumn(Column column, int ordinal) {
    String sql = column.sql();
    return switch (column.type()) {
      case "tinyint", "smallint", "mediumint", "int", "bigint" ->
          key(
              column,
              ordinal,
              sql,
              "CAST(? AS %s)".formatted(column.unsigned() ? "UNSIGNED" : "SIGNED"));
      case "decimal" ->
          key(
              column,
              ordinal,
              sql,
              "CAST(? AS DECIMAL(%d,%d))".formatted(column.precision(), column.scale()));
      case "date" -> key(column, ordinal, sql, "CAST(? AS DATE)");
      case "datetime", "timestamp" -> key(column, ordinal, sql, "CAST(? AS DATETIME(6))");
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" ->
          Optional.of(new KeyColumn(column.name(), ordinal, sql, sql, "?"));
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          Optional.of(
              new KeyColumn(column.name(), ordinal, sql, "HEX(%s)".formatted(sql), "UNHEX(?)"));
      default -> Optional.empty();
    };
  }

  private static Optional<KeyColumn> key(Column column, int ordinal, String sql, String parameter) {
    return Optional.of(
        new KeyColumn(column.name(), ordinal, sql, "CAST(%s AS CHAR)".formatted(sql), parameter));
  }

  /** Unique indexes on whole columns that are never null, the primary key first. */
  private List<List<KeyColumn>> keys(Map<String, KeyColumn> columns) throws SQLException {
    Map<String, List<KeyColumn>> keys = new LinkedHashMap<>();
    Set<String> unusable = new HashSet<>();
    for (List<String> row :
        ofTable(
            "SELECT INDEX_NAME, COLUMN_NAME, NULLABLE, SUB_PART",
            "STATISTICS",
            " AND NON_UNIQUE = 0 ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX")) {
      KeyColumn column = columns.get(row.get(1));
      if (column == null || row.get(2).equals("YES") || !row.get(3).isEmpty()) {
        unusable.add(row.get(0));
      } else {
        keys.computeIfAbsent(row.get(0), index -> new ArrayList<>()).add(column);
      }
    }
    keys.keySet().removeAll(unusable);
    return keys.values().stream().map(List::copyOf).toList();
  }

  private Set<String> leading() throws SQLException {
    Set<String> leading = new HashSet<>();
    for (List<String> row :
        ofTable(
            "SELECT DISTINCT COLUMN_NAME",
            "STATISTICS",
            " AND SEQ_IN_INDEX = 1 AND SUB_PART IS NULL AND INDEX_TYPE = 'BTREE'")) {
      leading.add(row.get(0));
    }
    return leading;
  }
}
