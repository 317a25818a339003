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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What PostgreSQL's catalogue says of a table. */
final class PostgresCatalog {

  /** Types whose output text says everything that the value is. */
  private static final Set<String> TEXTS =
      Set.of(
          "bit",
          "bpchar",
          "cidr",
          "citext",
          "inet",
          "interval",
          "json",
          "jsonb",
          "macaddr",
          "macaddr8",
          "name",
          "text",
          "time",
          "timetz",
          "uuid",
          "varbit",
          "varchar",
          "xml");

  private final Connection connection;
  private final JdbcRequest request;
  private final JdbcSource source;

  PostgresCatalog(Connection connection, JdbcRequest request) {
    this.connection = connection;
    this.request = request;
    this.source = request.source();
  }

  SourceTable describe() throws SQLException {
    List<List<String>> found =
        new Sql(
                "SELECT c.oid::text, c.relkind::text,"
                    + " EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid)::text"
                    + " FROM pg_class c"
                    + " WHERE c.oid = to_regclass(?)",
                List.of(new Postgres().tableSql(source)))
            .rows(connection);
    if (found.isEmpty()) {
      throw source.missing();
    }
    String oid = found.get(0).get(0);
    List<Problem> problems = new ArrayList<>(kindProblems(found.get(0)));
    List<SourceColumn> columns = columns(oid);
    Mappings mappings = new Mappings(request, columns);
    Map<String, KeyColumn> comparable = new HashMap<>();
    for (SourceColumn column : columns) {
      comparable.put(column.name(), key(column, mappings.ordinal(column.name())));
    }
    problems.addAll(mappings.problems());
    List<String> size =
        new Sql(
                "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint,"
                    + " coalesce(sum(pg_table_size(c.oid)), 0)::bigint FROM pg_class c"
                    + " WHERE c.oid = CAST(? AS oid) OR c.oid IN"
                    + " (SELECT relid FROM pg_partition_tree(CAST(? AS oid)::regclass))",
                List.of(oid, oid))
            .row(connection);
    long rows = Long.parseLong(size.get(0));
    return new SourceTable(
        mappings.columns(),
        keys(oid, comparable),
        comparable,
        leading(oid),
        rows,
        rows == 0 ? Limits.UNKNOWN_ROW_BYTES : Math.max(1, Long.parseLong(size.get(1)) / rows),
        problems);
  }

  private List<Problem> kindProblems(List<String> table) {
    String kind = table.get(1);
    if (!Set.of("r", "p", "m").contains(kind)) {
      return List.of(
          new Problem(
              "JDBC_NOT_A_TABLE",
              "Cannot clone %s: it is a view or a foreign table, which no snapshot of this database covers."
                  .formatted(source),
              "clone the tables behind it"));
    }
    if (kind.equals("r") && table.get(2).equals("true")) {
      return List.of(
          new Problem(
              "JDBC_INHERITANCE",
              "Cannot clone %s: other tables inherit from it, so its key need not be unique."
                  .formatted(source),
              "clone the tables one by one, or make them partitions"));
    }
    return List.of();
  }

  private List<SourceColumn> columns(String oid) throws SQLException {
    List<List<String>> rows =
        new Sql(
                "WITH RECURSIVE base AS ("
                    + " SELECT attnum, attname, attnotnull, atttypid AS typ, atttypmod AS mod,"
                    + " format_type(atttypid, atttypmod) AS spelled"
                    + " FROM pg_attribute WHERE attrelid = CAST(? AS oid) AND attnum > 0"
                    + " AND NOT attisdropped"
                    + " UNION ALL"
                    + " SELECT b.attnum, b.attname, b.attnotnull, t.typbasetype,"
                    + " CASE WHEN b.mod = -1 THEN t.typtypmod ELSE b.mod END, b.spelled"
                    + " FROM base b JOIN pg_type t ON t.oid = b.typ WHERE t.typtype = 'd')"
                    + " SELECT b.attname, b.spelled, b.attnotnull::text, t.typname, t.typtype::text,"
                    + " b.mod::text FROM base b JOIN pg_type t ON t.oid = b.typ"
                    + " WHERE t.typtype <> 'd' ORDER BY b.attnum",
                List.of(oid))
            .rows(connection);
    List<SourceColumn> columns = new ArrayList<>();
    for (List<String> row : rows) {
      String sql = Postgres.quoted(row.get(0));
      String type = row.get(4).equals("e") ? "text" : row.get(3);
      columns.add(
          new SourceColumn(
              row.get(0),
              row.get(1),
              !row.get(2).equals("true"),
              natural(type, Integer.parseInt(row.get(5)), sql),
              castable(type),
              type.equals("money") ? text(sql + "::numeric") : text(sql)));
    }
    return columns;
  }

  private static List<Cast> castable(String type) {
    return switch (type) {
      case "numeric", "int2", "int4", "int8" -> List.of(Cast.DECIMAL, Cast.STRING);
      case "money" -> List.of(Cast.DECIMAL);
      default -> List.of(Cast.STRING);
    };
  }

  /** The output function's text, which a cast to text is not: that cuts the blanks of char(n). */
  private static Natural text(String sql) {
    return natural("string", ValueKind.TEXT, sql);
  }

  private static Natural natural(String type, ValueKind kind, String sql) {
    return new Natural(primitive(type), kind, sql, digest(sql));
  }

  private static String digest(String sql) {
    return "md5(convert_to(format('%%s', %s), 'UTF8'))".formatted(sql);
  }

  private static Optional<Natural> natural(String type, int modifier, String sql) {
    if (TEXTS.contains(type)) {
      return Optional.of(text(sql));
    }
    return switch (type) {
      case "bool" -> Optional.of(natural("boolean", ValueKind.BOOLEAN, sql));
      case "int2" -> Optional.of(natural("short", ValueKind.SHORT, sql));
      case "int4" -> Optional.of(natural("integer", ValueKind.INTEGER, sql));
      case "int8" -> Optional.of(natural("long", ValueKind.LONG, sql));
      case "oid" -> Optional.of(natural("long", ValueKind.LONG, sql));
      case "float4" -> Optional.of(natural("float", ValueKind.FLOAT, sql));
      case "float8" -> Optional.of(natural("double", ValueKind.DOUBLE, sql));
      case "bytea" -> Optional.of(natural("binary", ValueKind.HEX, sql));
      case "date" -> Optional.of(natural("date", ValueKind.DATE, sql));
      case "timestamp" -> Optional.of(natural("timestamp_ntz", ValueKind.TIMESTAMP_NTZ, sql));
      case "timestamptz" -> Optional.of(natural("timestamp", ValueKind.TIMESTAMP, sql));
      case "numeric" -> numeric(modifier, sql);
      default -> Optional.empty();
    };
  }

  /** The type modifier holds precision and a signed scale of 11 bits behind an offset of 4. */
  private static Optional<Natural> numeric(int modifier, String sql) {
    if (modifier < 0) {
      return Optional.empty();
    }
    int precision = ((modifier - 4) >> 16) & 0xffff;
    int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
    int deltaScale = Math.max(0, scale);
    int deltaPrecision = Math.max(precision - Math.min(0, scale), deltaScale);
    return deltaPrecision > SourceColumn.MAX_PRECISION
        ? Optional.empty()
        : Optional.of(
            new Natural(
                new ColumnType.Decimal(deltaPrecision, deltaScale),
                ValueKind.DECIMAL,
                sql,
                digest(sql)));
  }

  /** Unique indexes on columns that are never null, the primary key first. */
  private List<List<KeyColumn>> keys(String oid, Map<String, KeyColumn> columns)
      throws SQLException {
    Map<String, List<KeyColumn>> keys = new LinkedHashMap<>();
    Set<String> unusable = new HashSet<>();
    for (List<String> row :
        new Sql(
                "SELECT i.indexrelid::text, a.attname, a.attnotnull::text"
                    + " FROM pg_index i"
                    + " CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)"
                    + " LEFT JOIN pg_attribute a"
                    + " ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
                    + " WHERE i.indrelid = CAST(? AS oid) AND i.indisunique AND i.indisvalid"
                    + " AND i.indpred IS NULL AND i.indexprs IS NULL"
                    + " AND k.place <= i.indnkeyatts"
                    + " ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid, k.place",
                List.of(oid))
            .rows(connection)) {
      KeyColumn column = columns.get(row.get(1));
      if (column == null || !row.get(2).equals("true")) {
        unusable.add(row.get(0));
      } else {
        keys.computeIfAbsent(row.get(0), index -> new ArrayList<>()).add(column);
      }
    }
    keys.keySet().removeAll(unusable);
    return keys.values().stream().map(List::copyOf).toList();
  }

  private Set<String> leading(String oid) throws SQLException {
    Set<String> leading = new HashSet<>();
    for (List<String> row :
        new Sql(
                "SELECT DISTINCT a.attname"
                    + " FROM pg_index i JOIN pg_attribute a"
                    + " ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
                    + " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam"
                    + " WHERE i.indrelid = CAST(? AS oid) AND i.indisvalid AND i.indpred IS NULL"
                    + " AND m.amname = 'btree'",
                List.of(oid))
            .rows(connection)) {
      leading.add(row.get(0));
    }
    return leading;
  }

  private static KeyColumn key(SourceColumn column, int ordinal) {
    String sql = Postgres.quoted(column.name());
    return new KeyColumn(
        column.name(), ordinal, sql, sql, "CAST(? AS %s)".formatted(column.type()));
  }
}
