package dev.bering.clone.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * MariaDB and MySQL, through MariaDB's driver.
 *
 * <p>A snapshot belongs to one connection, so there is one reader. All but strings and bytes is
 * turned into text by the server, whose text is exact where the driver's objects are not (zero
 * dates, times of more than a day, unsigned numbers).
 *
 * <p>Source: MySQL manual, "START TRANSACTION", "Consistent Nonlocking Reads".
 */
final class MariaDb implements Dialect {

  private static final Map<String, String> OPTIONS =
      Map.of(
          "connectionAttributes", "program_name:bering",
          "tcpKeepAlive", "true",
          "tinyInt1isBit", "false",
          "transformedBitIsBoolean", "false",
          "useServerPrepStmts", "false",
          "yearIsDateType", "false");

  @Override
  public Limits within(Limits limits) {
    return limits.withConnections(1);
  }

  @Override
  public SourceSnapshot open(JdbcSource source, Limits limits) throws SQLException {
    List<Connection> opened = new ArrayList<>();
    try {
      Connection connection = source.connect(OPTIONS);
      opened.add(connection);
      boolean mariaDb =
          Sql.of("SELECT VERSION()")
              .row(connection)
              .get(0)
              .toLowerCase(Locale.ROOT)
              .contains("mariadb");
      long millis = limits.statementTimeout().toMillis();
      Sql.run(
          connection,
          "SET time_zone = '+00:00'",
          "SET sql_mode = 'STRICT_ALL_TABLES'",
          // A limit set for the server's users would silently cut the table.
          "SET sql_select_limit = 18446744073709551615",
          "SET lock_wait_timeout = 30",
          "SET net_write_timeout = 3600",
          mariaDb
              ? "SET max_statement_time = %d.%03d".formatted(millis / 1000, millis % 1000)
              : "SET max_execution_time = %d".formatted(millis),
          "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
          "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
          // Fails for a login that may see only some columns, which the catalogue would hide.
          "SELECT * FROM %s LIMIT 0".formatted(tableSql(source)));
      return new SourceSnapshot(connection, List.of(connection));
    } catch (SQLException | RuntimeException e) {
      SourceSnapshot.closeAll(opened);
      throw e;
    }
  }

  @Override
  public SourceTable describe(Connection connection, JdbcRequest request) throws SQLException {
    return new MariaDbCatalog(connection, request).describe();
  }

  static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public String tableSql(JdbcSource source) {
    String table = quoted(source.tableName());
    return source.schemaName().isEmpty() ? table : quoted(source.schemaName()) + "." + table;
  }

  @Override
  public Sql above(List<KeyColumn> key, List<String> values) {
    return compare(key, values, ">", ">", ">=");
  }

  @Override
  public Sql notAbove(List<KeyColumn> key, List<String> values) {
    return compare(key, values, "<", "<=", "<=");
  }

  /**
   * A comparison of rows, spelled out column by column: no index is used for row comparisons here.
   *
   * @param outer between all columns but the last
   * @param last for the last column
   * @param bound for the first column alone, which is what finds the place in the index
   */
  private static Sql compare(
      List<KeyColumn> key, List<String> values, String outer, String last, String bound) {
    Sql condition = one(key, values, key.size() - 1, last);
    for (int i = key.size() - 2; i >= 0; i--) {
      condition =
          Sql.of("(")
              .then(one(key, values, i, outer))
              .then(" OR (")
              .then(one(key, values, i, "="))
              .and(condition)
              .then("))");
    }
    return key.size() == 1 ? condition : one(key, values, 0, bound).and(condition);
  }

  private static Sql one(List<KeyColumn> key, List<String> values, int i, String operator) {
    return new Sql(
        "%s %s %s".formatted(key.get(i).sql(), operator, key.get(i).parameter()),
        List.of(values.get(i)));
  }

  @Override
  public Sql newer(KeyColumn watermark, String than, Duration lag) {
    String bound =
        lag.isZero()
            ? watermark.parameter()
            : "%s - INTERVAL %d SECOND".formatted(watermark.parameter(), lag.toSeconds());
    return new Sql("%s > %s".formatted(watermark.sql(), bound), List.of(than));
  }

  @Override
  public String digest(List<String> parts) {
    return "MD5(CONCAT(%s))".formatted(String.join(", ", parts));
  }

  @Override
  public String number(String hash, int start, int digits) {
    return "CAST(CONV(SUBSTR(%s, %d, %d), 16, 10) AS DECIMAL(20,0))".formatted(hash, start, digits);
  }
}
