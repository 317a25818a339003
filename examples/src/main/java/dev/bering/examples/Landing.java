package dev.bering.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that the collectors drop, one Parquet file an hour, from which the platform's stream
 * feeds its table. Delivery is at least once, as it is everywhere: after a collector's restart the
 * next file repeats the end of the one before. Rows have {@link ConnectionColumn}'s columns between
 * {@code connection_id BIGINT, delivery INT} (1 is the first delivery) and {@code slice_day DATE,
 * slice_hour INT} (when they arrived).
 */
final class Landing implements AutoCloseable {

  static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  private static final Set<Integer> HOURS_AFTER_RESTART = Set.of(6, 12, 18);
  private static final int ROWS_REPEATED = 40;

  private final ConnectionSource source;
  private final Connection duckdb;
  private final long rowCount;

  private Landing(ConnectionSource source, Connection duckdb, long rowCount) {
    this.source = source;
    this.duckdb = duckdb;
    this.rowCount = rowCount;
  }

  /**
   * Reads all of a source into memory.
   *
   * @throws dev.bering.model.UserException CONNECTIONS_UNREADABLE, CONNECTIONS_INVALID
   */
  @SuppressWarnings("resource") // the connection is the landing's own and closed with it
  static Landing load(ConnectionSource source) {
    try {
      Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
      try {
        return new Landing(source, duckdb, load(source, duckdb));
      } catch (RuntimeException | SQLException e) {
        duckdb.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("loading " + source.name(), e);
    }
  }

  private static long load(ConnectionSource source, Connection duckdb) throws SQLException {
    try (Spool spool = Spool.of(source);
        Statement sql = duckdb.createStatement()) {
      sql.execute("CREATE TABLE slices (slice_hour INTEGER, first_row BIGINT)");
      for (int hour = 0; hour < ConnectionSource.HOURS; hour++) {
        long first = source.firstRowOf(hour, spool.rowCount());
        if (first < source.firstRowOf(hour + 1, spool.rowCount())) {
          sql.execute("INSERT INTO slices VALUES (%d, %d)".formatted(hour, first));
        }
      }
      long loaded = sql.executeLargeUpdate(create(spool.file()));
      if (loaded != spool.rowCount()) {
        throw new IllegalStateException(
            "loaded %d of %d connections of %s".formatted(loaded, spool.rowCount(), source.name()));
      }
      return loaded;
    }
  }

  private static String create(Path spool) {
    return """
        CREATE TABLE connections AS
        SELECT read.*, DATE '%s' AS slice_day, slice_hour
        FROM read_csv('%s', columns = {%s},
          header = false, auto_detect = false, delim = ',', quote = '', escape = '') AS read
        ASOF JOIN slices ON connection_id >= first_row
        """
        .formatted(DAY, quoted(spool), columns());
  }

  private static String columns() {
    return Stream.concat(
            Stream.of("'connection_id': 'BIGINT'"),
            Arrays.stream(ConnectionColumn.values())
                .map(
                    column -> "'%s': '%s'".formatted(column.columnName(), column.kind().sqlType())))
        .collect(Collectors.joining(", "));
  }

  /** Which data this is and how it was placed in time. */
  String sentence() {
    return source.sentence(rowCount);
  }

  /** How many connections there are, repeated ones not counted. */
  long rowCount() {
    return rowCount;
  }

  /**
   * The loaded connections as table {@code connections}, without {@code delivery}. The connection
   * is closed with the landing.
   */
  Connection duckdb() {
    return duckdb;
  }

  /** Writes the files into an empty folder. */
  void write(Path folder) {
    try (Statement sql = duckdb.createStatement()) {
      for (int hour = 0; hour < ConnectionSource.HOURS; hour++) {
        Path file = folder.resolve(String.format(Locale.ROOT, "hour-%02d.parquet", hour));
        sql.execute(copy(hour, file));
        stamp(hour, file);
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("landing " + source.name() + " in " + folder, e);
    }
  }

  private String copy(int hour, Path file) {
    long first = source.firstRowOf(hour, rowCount);
    long end = source.firstRowOf(hour + 1, rowCount);
    long repeated = HOURS_AFTER_RESTART.contains(hour) ? ROWS_REPEATED : 0;
    return """
        COPY (
          SELECT connection_id, if(connection_id < %1$d, 2, 1)::INTEGER AS delivery,
            * EXCLUDE connection_id REPLACE (%2$d::INTEGER AS slice_hour)
          FROM connections
          WHERE connection_id >= %1$d - %3$d AND connection_id < %4$d
          ORDER BY connection_id
        ) TO '%5$s' (FORMAT parquet)
        """
        .formatted(first, hour, repeated, end, quoted(file));
  }

  private static String quoted(Path file) {
    return file.toString().replace("'", "''");
  }

  /** A file lands when its hour is over; the stream takes files in the order of these times. */
  private static void stamp(int hour, Path file) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(DAY.atTime(hour, 59, 59).toInstant(ZoneOffset.UTC)));
  }

  @Override
  public void close() {
    try {
      duckdb.close();
    } catch (SQLException e) {
      throw new IllegalStateException("closing the landing of " + source.name(), e);
    }
  }
}
