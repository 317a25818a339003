package dev.bering.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The peer of {@code bering diff}: what an engineer writes by hand, one full outer join that counts
 * rows on one side and differing values per column. {@code FullOuterJoin LEFT RIGHT KEY}.
 */
public final class FullOuterJoin {

  private FullOuterJoin() {}

  /** Prints the counts; ends with 1 if there is a difference. */
  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      List<String> columns = new ArrayList<>();
      try (ResultSet described =
          statement.executeQuery("DESCRIBE SELECT * FROM read_parquet('%s')".formatted(args[0]))) {
        while (described.next()) {
          if (!described.getString(1).equals(args[2])) {
            columns.add(described.getString(1));
          }
        }
      }
      StringBuilder query =
          new StringBuilder(
              "SELECT count(*) FILTER (r.%1$s IS NULL), count(*) FILTER (l.%1$s IS NULL)"
                  .formatted(args[2]));
      columns.forEach(
          column ->
              query.append(
                  ", count(*) FILTER (l.%2$s IS NOT NULL AND r.%2$s IS NOT NULL AND l.\"%1$s\" IS DISTINCT FROM r.\"%1$s\")"
                      .formatted(column, args[2])));
      query.append(
          " FROM read_parquet('%s') l FULL OUTER JOIN read_parquet('%s') r ON l.%3$s = r.%3$s"
              .formatted(args[0], args[1], args[2]));
      long differences = 0;
      try (ResultSet result = statement.executeQuery(query.toString())) {
        result.next();
        for (int i = 1; i <= columns.size() + 2; i++) {
          differences += result.getLong(i);
        }
      }
      System.out.println(differences + " differences");
      System.exit(differences == 0 ? 0 : 1);
    }
  }
}
