package dev.bering.clone.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A query and the texts for its question marks.
 *
 * @param text SQL
 */
record Sql(String text, List<String> values) {

  Sql {
    values = List.copyOf(values);
  }

  static Sql of(String text) {
    return new Sql(text, List.of());
  }

  Sql then(String more) {
    return new Sql(text + more, values);
  }

  Sql then(Sql more) {
    List<String> all = new ArrayList<>(values);
    all.addAll(more.values);
    return new Sql(text + more.text, all);
  }

  /** This condition and the other. */
  Sql and(Sql other) {
    return then(" AND ").then(other);
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(text, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    for (int i = 0; i < values.size(); i++) {
      statement.setString(i + 1, values.get(i));
    }
    return statement;
  }

  /** All rows, every column as text. Null is the empty text. */
  List<List<String>> rows(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepare(connection);
        ResultSet result = statement.executeQuery()) {
      int width = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          String value = result.getString(i);
          row.add(value == null ? "" : value);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** The only row. */
  List<String> row(Connection connection) throws SQLException {
    List<List<String>> rows = rows(connection);
    if (rows.size() != 1) {
      throw new IllegalStateException("%d rows for %s".formatted(rows.size(), text));
    }
    return rows.get(0);
  }

  static void run(Connection connection, String... commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}
