package dev.bering.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * The peer of {@code bering transfer top}: what an engineer writes by hand for DuckDB. {@code
 * FlowQuery FILE}, text, gzip or Parquet.
 */
public final class FlowQuery {

  private FlowQuery() {}

  /** Prints the ten pairs of addresses that moved most. */
  public static void main(String[] args) throws Exception {
    String source =
        args[0].endsWith(".parquet")
            ? "read_parquet('%s')".formatted(args[0])
            : """
              read_csv('%s', delim = ' ', header = false, quote = '', nullstr = '-', columns = {
                'version': 'INTEGER', 'account_id': 'VARCHAR', 'interface_id': 'VARCHAR',
                'srcaddr': 'VARCHAR', 'dstaddr': 'VARCHAR', 'srcport': 'INTEGER', 'dstport': 'INTEGER',
                'protocol': 'INTEGER', 'packets': 'BIGINT', 'bytes': 'BIGINT', 'start': 'BIGINT',
                'end': 'BIGINT', 'action': 'VARCHAR', 'log_status': 'VARCHAR'})\
              """
                .formatted(args[0]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      if (args.length > 1) {
        statement.execute(
            "COPY (SELECT * FROM %s) TO '%s' (FORMAT parquet)".formatted(source, args[1]));
        return;
      }
      try (ResultSet top =
          statement.executeQuery(
              """
              SELECT srcaddr, dstaddr, sum(bytes), count(*) FROM %s WHERE log_status = 'OK'
              GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT 10\
              """
                  .formatted(source))) {
        while (top.next()) {
          System.out.println(
              "%s %s %d %d"
                  .formatted(top.getString(1), top.getString(2), top.getLong(3), top.getLong(4)));
        }
      }
    }
  }
}
