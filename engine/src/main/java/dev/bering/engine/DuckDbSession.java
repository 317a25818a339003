package dev.bering.engine;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** One connection to one private database in memory; errors are still DuckDB's own. */
final class DuckDbSession implements AutoCloseable {

  private final DuckDBConnection connection;
  private final SpillFolder spillFolder;

  private DuckDbSession(DuckDBConnection connection, SpillFolder spillFolder) {
    this.connection = connection;
    this.spillFolder = spillFolder;
  }

  static DuckDbSession open() throws SQLException {
    SpillFolder spillFolder = spillFolder();
    Properties settings = new Properties();
    settings.setProperty("temp_directory", spillFolder.path().toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    settings.setProperty("preserve_insertion_order", "false");
    // GROUP BY on a 16-bit number then uses an array instead of a hash table.
    settings.setProperty("perfect_ht_threshold", "17");
    DuckDBConnection connection =
        (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", settings);
    DuckDbSession session = new DuckDbSession(connection, spillFolder);
    session.execute("SET TimeZone = 'UTC'");
    return session;
  }

  private static SpillFolder spillFolder() throws SQLException {
    try {
      return SpillFolder.make();
    } catch (IOException e) {
      throw new SQLException("no folder for temporary files: " + e.getMessage(), e);
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  <T> List<T> query(String sql, RowReader<T> reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<T> rows = new ArrayList<>();
      DuckDbRow row = new DuckDbRow(result);
      while (result.next()) {
        rows.add(reader.read(row));
      }
      return rows;
    }
  }

  /** Adds rows to a table, far faster than SQL does. */
  DuckDBAppender appender(String table) throws SQLException {
    return connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
  }

  /** DuckDB removes its temporary files itself, and their folder stays. */
  @Override
  public void close() throws SQLException {
    connection.close();
    spillFolder.close();
  }
}
