package dev.bering.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A Parquet file, or a folder of them, as the hand-written peers read it with DuckDB. */
record ParquetSide(String path) {

  /** What to select from. */
  String sql() {
    return "read_parquet('%s')".formatted(Files.isDirectory(Path.of(path)) ? path + "/*" : path);
  }

  List<String> columns(Statement statement) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + sql())) {
      while (described.next()) {
        columns.add(described.getString(1));
      }
    }
    return columns;
  }
}
