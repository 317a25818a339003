package dev.bering.clone.jdbc;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A table of a database, its clone, and what is done with the two. */
abstract class JdbcCloneCase {

  static final AtomicInteger TABLES = new AtomicInteger();

  /** Files of about 40 rows, so that a few hundred rows are many files. */
  static final Limits SMALL = new Limits(2, 1200, Duration.ofMinutes(1));

  @TempDir Path folder;

  final Database database;

  String table = "";

  JdbcCloneCase(Database database) {
    this.database = database;
  }

  @BeforeEach
  void nameATable() {
    table = "t" + TABLES.incrementAndGet();
  }

  void run(String... commands) {
    database.run(
        Stream.of(commands)
            .map(command -> command.replace("TABLE_HERE", table))
            .toArray(String[]::new));
  }

  /** Rows 1 to n, with texts of some length. */
  void createItems(int count) {
    run(
        "CREATE TABLE TABLE_HERE (id bigint PRIMARY KEY, name varchar(40) NOT NULL, changed"
            + " bigint)");
    insertItems(1, count);
  }

  void insertItems(int first, int last) {
    List<String> rows = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      rows.add("(%d, 'the name of item %d', %d)".formatted(i, i, i));
    }
    run("INSERT INTO TABLE_HERE VALUES " + String.join(", ", rows));
  }

  Path target() {
    return folder.resolve("target");
  }

  JdbcRequest request() {
    return JdbcRequest.of(database.source(table), Location.of(target())).withLimits(SMALL);
  }

  JdbcCloneReport cloned(JdbcRequest request) {
    return new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
  }

  /** The rows of a query, as text. */
  List<List<String>> source(String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query.replace("TABLE_HERE", table))) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  List<List<String>> target(String... columns) {
    List<List<String>> rows = new ArrayList<>();
    for (Map<String, @Nullable Object> row : DeltaRows.read(target())) {
      rows.add(Stream.of(columns).map(column -> String.valueOf(row.get(column))).toList());
    }
    return rows;
  }
}
