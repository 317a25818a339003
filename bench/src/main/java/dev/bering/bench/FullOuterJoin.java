package dev.bering.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The peer of {@code bering diff}: what an engineer writes by hand, one full outer join that counts
 * rows on one side and differing values per column. {@code FullOuterJoin LEFT RIGHT KEY[,KEY...]}.
 */
public final class FullOuterJoin {

  private FullOuterJoin() {}

  /** Prints the counts; ends with 1 if there is a difference. */
  public static void main(String[] args) throws Exception {
    ParquetSide left = new ParquetSide(args[0]);
    ParquetSide right = new ParquetSide(args[1]);
    List<String> keys = List.of(args[2].split(","));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      List<String> columns =
          left.columns(statement).stream().filter(column -> !keys.contains(column)).toList();
      String key = keys.get(0);
      StringBuilder query =
          new StringBuilder(
              "SELECT count(*) FILTER (r.%1$s IS NULL), count(*) FILTER (l.%1$s IS NULL)"
                  .formatted(key));
      columns.forEach(
          column ->
              query.append(
                  ", count(*) FILTER (l.%2$s IS NOT NULL AND r.%2$s IS NOT NULL AND l.\"%1$s\" IS DISTINCT FROM r.\"%1$s\")"
                      .formatted(column, key)));
      query.append(
          " FROM %s l FULL OUTER JOIN %s r ON %s"
              .formatted(
                  left.sql(),
                  right.sql(),
                  keys.stream()
                      .map("l.%1$s = r.%1$s"::formatted)
                      .collect(Collectors.joining(" AND "))));
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
