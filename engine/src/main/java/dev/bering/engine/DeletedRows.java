package dev.bering.engine;

import dev.bering.tables.RowPositions;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;

/** Rows of Parquet files that are deleted by their positions, as a condition of a scan. */
final class DeletedRows {

  private DeletedRows() {}

  /**
   * What to add to a scan of files so that it leaves the rows out; empty if there are none.
   *
   * @param table the name of a table that is made for it
   * @param deleted of each file, in the order in which the files are scanned
   */
  static String antiJoin(DuckDbSession session, String table, List<RowPositions> deleted)
      throws SQLException {
    if (deleted.stream().allMatch(RowPositions::isEmpty)) {
      return "";
    }
    session.execute(
        "CREATE OR REPLACE TABLE %s (file BIGINT, position BIGINT)"
            .formatted(Sql.identifier(table)));
    try (DuckDBAppender rows = session.appender(table)) {
      for (int i = 0; i < deleted.size(); i++) {
        for (long position : deleted.get(i).stream().toArray()) {
          rows.beginRow();
          rows.append((long) i);
          rows.append(position);
          rows.endRow();
        }
      }
    }
    return " ANTI JOIN %s AS d ON d.file = file_index::BIGINT AND d.position = file_row_number"
        .formatted(Sql.identifier(table));
  }
}
