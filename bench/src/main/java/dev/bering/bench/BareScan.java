package dev.bering.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Collectors;

/**
 * The least that any comparison does: every value of both tables is read once, and one of each
 * column kept. {@code BareScan LEFT RIGHT}.
 */
public final class BareScan {

  private BareScan() {}

  /** Reads. */
  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String path : new String[] {args[0], args[1]}) {
        ParquetSide side = new ParquetSide(path);
        statement.execute(
            "SELECT %s FROM %s"
                .formatted(
                    side.columns(statement).stream()
                        .map("min(%s)"::formatted)
                        .collect(Collectors.joining(", ")),
                    side.sql()));
      }
    }
  }
}
