package dev.bering.clone.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that all see the source as it was at one moment, and can change nothing there.
 *
 * @param main on which single questions are asked
 * @param readers one for each thread; {@code main} itself if the snapshot cannot be shared
 */
record SourceSnapshot(Connection main, List<Connection> readers) implements AutoCloseable {

  SourceSnapshot {
    readers = List.copyOf(readers);
  }

  @Override
  public void close() throws SQLException {
    List<Connection> all = new ArrayList<>(readers);
    all.add(main);
    closeAll(all);
  }

  /** Closes every one, whatever happens to the others. */
  static void closeAll(List<Connection> connections) throws SQLException {
    SQLException failure = null;
    for (Connection connection : connections) {
      try {
        if (!connection.isClosed()) {
          if (!connection.getAutoCommit()) {
            connection.rollback();
          }
          connection.close();
        }
      } catch (SQLException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
