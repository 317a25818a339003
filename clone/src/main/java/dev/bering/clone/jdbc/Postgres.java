package dev.bering.clone.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PostgreSQL 12 and later.
 *
 * <p>Values are read as the text that the type's output function writes, under settings that make
 * that text exact and the same everywhere. The table is locked against changes of its definition
 * before the snapshot is taken: TRUNCATE and rewriting ALTERs are not seen through snapshots, and
 * would make an older snapshot find an empty table.
 *
 * <p>Source: PostgreSQL manual, "Caveats" of concurrency control, "Snapshot Synchronization
 * Functions", "LOCK", "Row Security Policies".
 */
final class Postgres implements Dialect {

  private static final Map<String, String> OPTIONS =
      Map.of(
          "ApplicationName", "bering",
          "assumeMinServerVersion", "12",
          "binaryTransfer", "false",
          "readOnly", "false",
          "tcpKeepAlive", "true");

  @Override
  public Limits within(Limits limits) {
    return limits;
  }

  @Override
  public SourceSnapshot open(JdbcSource source, Limits limits) throws SQLException {
    List<Connection> opened = new ArrayList<>();
    try {
      Connection main = begin(source, limits, opened);
      Sql.run(main, "LOCK TABLE %s IN ACCESS SHARE MODE".formatted(tableSql(source)));
      String snapshot = Sql.of("SELECT pg_export_snapshot()").row(main).get(0);
      List<Connection> readers = new ArrayList<>();
      for (int i = 0; i < limits.connections(); i++) {
        Connection reader = begin(source, limits, opened);
        // The name of a snapshot is made by the server: digits, letters and dashes.
        Sql.run(reader, "SET TRANSACTION SNAPSHOT '%s'".formatted(snapshot));
        readers.add(reader);
      }
      return new SourceSnapshot(main, readers);
    } catch (SQLException | RuntimeException e) {
      SourceSnapshot.closeAll(opened);
      throw e;
    }
  }

  private static Connection begin(JdbcSource source, Limits limits, List<Connection> opened)
      throws SQLException {
    Connection connection = source.connect(OPTIONS);
    opened.add(connection);
    connection.setAutoCommit(true);
    Sql.run(
        connection,
        "SET DateStyle = 'ISO, YMD'",
        "SET TimeZone = 'UTC'",
        "SET IntervalStyle = 'iso_8601'",
        "SET bytea_output = 'hex'",
        "SET extra_float_digits = 3",
        "SET lc_monetary = 'C'",
        // Fails where a policy would hide rows, instead of hiding them.
        "SET row_security = off",
        "SET lock_timeout = '30s'",
        "SET idle_in_transaction_session_timeout = 0",
        "SET statement_timeout = %d".formatted(limits.statementTimeout().toMillis()));
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public SourceTable describe(Connection connection, JdbcRequest request) throws SQLException {
    return new PostgresCatalog(connection, request).describe();
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String tableSql(JdbcSource source) {
    String table = quoted(source.tableName());
    return source.schemaName().isEmpty() ? table : quoted(source.schemaName()) + "." + table;
  }

  @Override
  public Sql above(List<KeyColumn> key, List<String> values) {
    return compare(key, ">", values);
  }

  @Override
  public Sql notAbove(List<KeyColumn> key, List<String> values) {
    return compare(key, "<=", values);
  }

  /** Row comparison, for which an index on the same columns is used. */
  private static Sql compare(List<KeyColumn> key, String operator, List<String> values) {
    return new Sql(
        "(%s) %s (%s)"
            .formatted(
                key.stream().map(KeyColumn::sql).collect(Collectors.joining(", ")),
                operator,
                key.stream().map(KeyColumn::parameter).collect(Collectors.joining(", "))),
        values);
  }

  @Override
  public Sql newer(KeyColumn watermark, String than, Duration lag) {
    String bound =
        lag.isZero()
            ? watermark.parameter()
            : "%s - make_interval(secs => %d)".formatted(watermark.parameter(), lag.toSeconds());
    return new Sql("%s > %s".formatted(watermark.sql(), bound), List.of(than));
  }

  @Override
  public String digest(List<String> parts) {
    return "md5(%s)".formatted(String.join(" || ", parts));
  }

  @Override
  public String number(String hash, int start, int digits) {
    return "('x0' || substr(%s, %d, %d))::bit(64)::bigint::numeric".formatted(hash, start, digits);
  }
}
