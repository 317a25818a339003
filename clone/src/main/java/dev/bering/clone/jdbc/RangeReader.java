package dev.bering.clone.jdbc;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.RowSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one range, one after the other as the database sends them, cut into files: a file is
 * full when its values have so many bytes, and the next one begins with another key.
 */
final class RangeReader implements AutoCloseable {

  private final JdbcSource source;
  private final List<ColumnMapping> columns;
  private final List<KeyColumn> key;
  private final long fileBytes;
  private final PreparedStatement statement;
  private final ResultSet result;
  private final @Nullable Object[] cells;
  private boolean pending;
  private long rowNumber;
  private long bytes;
  private List<String> lastKey = List.of();
  private Fingerprint.Builder fingerprint = new Fingerprint.Builder();

  RangeReader(JdbcSource source, Connection connection, Sql query, JdbcClonePlan plan)
      throws SQLException {
    this.source = source;
    this.columns = plan.columns();
    this.key = plan.key();
    this.fileBytes = plan.limits().fileBytes();
    this.cells = new Object[columns.size()];
    this.statement = query.prepare(connection);
    try {
      statement.setFetchSize(plan.limits().fetchRows(plan.averageRowBytes()));
      this.result = statement.executeQuery();
      advance();
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Whether there are rows that no file has taken. */
  boolean hasRows() {
    return pending;
  }

  /** The rows of the next file. */
  RowSource nextFile() {
    bytes = 0;
    fingerprint = new Fingerprint.Builder();
    return this::next;
  }

  /** What the rows of the last file hold. */
  Fingerprint fingerprint() {
    return fingerprint.build();
  }

  /** The key of the last file's last row; empty if there is no key. */
  List<String> lastKey() {
    return lastKey;
  }

  private boolean next(@Nullable Object[] row) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException("other work has failed");
    }
    if (!pending) {
      return false;
    }
    List<String> rowKey = pendingKey();
    boolean full = bytes >= fileBytes;
    if (full && (key.isEmpty() || !rowKey.equals(lastKey))) {
      return false;
    }
    for (int i = 0; i < cells.length; i++) {
      row[i] = take(columns.get(i), cells[i]);
    }
    fingerprint.endRow();
    lastKey = rowKey;
    try {
      advance();
    } catch (SQLException e) {
      throw source.failed("read", e);
    }
    return true;
  }

  private @Nullable Object take(ColumnMapping column, @Nullable Object cell) {
    if (cell == null) {
      fingerprint.addNull();
      return null;
    }
    if (cell instanceof byte[] content) {
      bytes += content.length;
      fingerprint.add(content);
      return content;
    }
    String text = (String) cell;
    bytes += text.length();
    fingerprint.add(text);
    if (column.noDates() == ColumnMapping.NoDates.NULL && ValueKind.saysNoDate(text)) {
      return null;
    }
    try {
      return column.parse(text);
    } catch (ValueKind.Unmappable e) {
      throw refused(column, e);
    }
  }

  private UserException refused(ColumnMapping column, ValueKind.Unmappable e) {
    String row =
        key.isEmpty()
            ? "row %d".formatted(rowNumber)
            : "the row with (%s) = (%s)"
                .formatted(
                    key.stream().map(KeyColumn::name).collect(Collectors.joining(", ")),
                    String.join(", ", pendingKey()));
    return UserException.source(
        new Problem(
            "JDBC_VALUE",
            "Cannot map column %s of %s: in %s, %s."
                .formatted(column.name(), source, row, e.getMessage()),
            column.kind().isTemporal()
                ? "mend the value at the source, or declare that no date becomes null"
                : "mend the value at the source, or declare a wider type for the column"));
  }

  private List<String> pendingKey() {
    List<String> values = new ArrayList<>();
    for (KeyColumn column : key) {
      Object cell = cells[column.ordinal()];
      values.add(
          cell instanceof byte[] content
              ? HexFormat.of().formatHex(content).toUpperCase(Locale.ROOT)
              : String.valueOf(cell));
    }
    return values;
  }

  private void advance() throws SQLException {
    pending = result.next();
    if (pending) {
      rowNumber++;
      for (int i = 0; i < cells.length; i++) {
        cells[i] =
            columns.get(i).kind() == ValueKind.BYTES
                ? result.getBytes(i + 1)
                : result.getString(i + 1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
