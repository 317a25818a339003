package dev.bering.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes two Parquet files of ten columns that differ in 40 rows: {@code MakePair FOLDER ROWS}. The
 * right one holds its rows in another order.
 */
public final class MakePair {

  private MakePair() {}

  /** Writes {@code left.parquet} and {@code right.parquet} into the folder. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    long rows = Long.parseLong(args[1]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE pair AS SELECT
            i AS id,
            hash(i) %% 1000000 AS customer,
            (hash(i, 1) %% 10000000 / 100.0)::DECIMAL(12,2) AS amount,
            hash(i, 2)::DOUBLE / 1e19 AS score,
            'name-' || (hash(i, 3) %% 500000) AS name,
            DATE '2020-01-01' + (hash(i, 4) %% 2000)::INTEGER AS day,
            TIMESTAMP '2020-01-01' + to_seconds((hash(i, 5) %% 100000000)::BIGINT) AS at,
            CASE WHEN hash(i, 6) %% 10 = 0 THEN NULL ELSE (hash(i, 6) %% 100)::INTEGER END AS maybe,
            (hash(i, 7) %% 2 = 0) AS flag,
            md5(i::VARCHAR) AS token
          FROM range(%d) t(i)
          """
              .formatted(rows));
      copy(statement, "SELECT * FROM pair", folder.resolve("left.parquet"));
      copy(
          statement,
          "SELECT * REPLACE (CASE WHEN id %% %d = 17 THEN score + 1 ELSE score END AS score) FROM pair ORDER BY hash(id, 9)"
              .formatted(rows / 40),
          folder.resolve("right.parquet"));
    }
  }

  private static void copy(Statement statement, String query, Path file) throws SQLException {
    statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, file));
  }
}
