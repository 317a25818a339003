package dev.bering.clone.jdbc;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The questions a clone asks its source, in its dialect. */
final class Queries {

  private final Dialect dialect;
  private final String table;
  private final List<ColumnMapping> columns;
  private final List<KeyColumn> key;

  Queries(Dialect dialect, String table, List<ColumnMapping> columns, List<KeyColumn> key) {
    this.dialect = dialect;
    this.table = table;
    this.columns = columns;
    this.key = key;
  }

  /** All columns of a range's rows, in order of the key. */
  Sql rows(KeyRange range) {
    String list = columns.stream().map(ColumnMapping::select).collect(Collectors.joining(", "));
    return Sql.of("SELECT %s FROM %s".formatted(list, table)).then(where(range)).then(order());
  }

  private Sql order() {
    return key.isEmpty()
        ? Sql.of("")
        : Sql.of(
            key.stream().map(KeyColumn::sql).collect(Collectors.joining(", ", " ORDER BY ", "")));
  }

  private Sql where(KeyRange range) {
    List<Sql> conditions = new ArrayList<>();
    if (!range.after().isEmpty()) {
      conditions.add(dialect.above(key, range.after()));
    }
    if (!range.upTo().isEmpty()) {
      conditions.add(dialect.notAbove(key, range.upTo()));
    }
    return conditions.stream().reduce(Sql::and).map(Sql.of(" WHERE ")::then).orElse(Sql.of(""));
  }

  long count(Connection connection, KeyRange range) throws SQLException {
    return Long.parseLong(
        Sql.of("SELECT count(*) FROM " + table).then(where(range)).row(connection).get(0));
  }

  Fingerprint fingerprint(Connection connection, KeyRange range) throws SQLException {
    List<String> parts =
        columns.stream()
            .map(
                column ->
                    "CASE WHEN %s IS NULL THEN '-' ELSE %s END"
                        .formatted(column.select(), column.digest()))
            .toList();
    String rows = "SELECT %s AS h FROM %s".formatted(dialect.digest(parts), table);
    List<String> row =
        Sql.of(
                "SELECT count(*), sum(%s), sum(%s) FROM ("
                    .formatted(
                        dialect.number("h", 1, Fingerprint.DIGITS),
                        dialect.number("h", 1 + Fingerprint.DIGITS, Fingerprint.DIGITS)))
            .then(Sql.of(rows).then(where(range)))
            .then(") r")
            .row(connection);
    return new Fingerprint(Long.parseLong(row.get(0)), number(row.get(1)), number(row.get(2)));
  }

  private static BigInteger number(String text) {
    return text.isEmpty() ? BigInteger.ZERO : new BigInteger(text);
  }

  /** How many rows of a range are newer than a watermark, or have none. */
  long newerCount(
      Connection connection, KeyRange range, KeyColumn watermark, String than, Duration lag)
      throws SQLException {
    return Long.parseLong(
        Sql.of("SELECT count(CASE WHEN %s IS NULL OR ".formatted(watermark.sql()))
            .then(dialect.newer(watermark, than, lag))
            .then(" THEN 1 END) FROM " + table)
            .then(where(range))
            .row(connection)
            .get(0));
  }

  /** The greatest watermark; empty if no row has one. */
  String newest(Connection connection, KeyColumn watermark) throws SQLException {
    String max = watermark.text().replace(watermark.sql(), "max(%s)".formatted(watermark.sql()));
    return Sql.of("SELECT %s FROM %s".formatted(max, table)).row(connection).get(0);
  }

  /** The key of the n-th row of a range; empty if it has fewer. */
  Optional<List<String>> keyOfRow(Connection connection, KeyRange range, long n)
      throws SQLException {
    String list = key.stream().map(KeyColumn::text).collect(Collectors.joining(", "));
    return Sql.of("SELECT %s FROM %s".formatted(list, table))
        .then(where(range))
        .then(order())
        .then(" LIMIT 1 OFFSET " + (n - 1))
        .rows(connection)
        .stream()
        .findFirst();
  }
}
