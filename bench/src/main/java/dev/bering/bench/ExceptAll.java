package dev.bering.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * Another peer of {@code bering diff}: {@code EXCEPT ALL} both ways. {@code ExceptAll LEFT RIGHT}.
 */
public final class ExceptAll {

  private ExceptAll() {}

  /** Prints how many rows only one side has; ends with 1 if there is one. */
  public static void main(String[] args) throws Exception {
    String left = new ParquetSide(args[0]).sql();
    String right = new ParquetSide(args[1]).sql();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT count(*) FROM ((FROM %1$s EXCEPT ALL FROM %2$s) UNION ALL (FROM %2$s EXCEPT ALL FROM %1$s))"
                    .formatted(left, right))) {
      result.next();
      System.out.println(result.getLong(1) + " rows on one side only");
      System.exit(result.getLong(1) == 0 ? 0 : 1);
    }
  }
}
