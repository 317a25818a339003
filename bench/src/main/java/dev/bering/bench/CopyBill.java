package dev.bering.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * Reads a file of Parquet into a table of DuckDB and writes it again, with nothing checked: {@code
 * CopyBill FILE TARGET}.
 */
public final class CopyBill {

  private CopyBill() {}

  /** Copies. */
  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET preserve_insertion_order = false");
      statement.execute("CREATE TABLE bill AS SELECT * FROM read_parquet('%s')".formatted(args[0]));
      statement.execute("COPY bill TO '%s' (FORMAT parquet, COMPRESSION zstd)".formatted(args[1]));
    }
  }
}
