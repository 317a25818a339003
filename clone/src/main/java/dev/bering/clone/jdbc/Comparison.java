package dev.bering.clone.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Decides whether a range of the source still holds the rows that a file of the target has. */
final class Comparison {

  private final Queries queries;
  private final JdbcClonePlan plan;
  private final Optional<Note> note;

  Comparison(Queries queries, JdbcClonePlan plan, Optional<Note> note) {
    this.queries = queries;
    this.plan = plan;
    this.note = note;
  }

  boolean isSame(Chunk chunk, Connection connection) throws SQLException {
    return switch (plan.refresh().kind()) {
      case APPEND -> queries.count(connection, chunk.range()) == chunk.fingerprint().rowCount();
      case UPDATE -> isUntouched(chunk, connection) || isIdentical(chunk, connection);
      case FINGERPRINT -> isIdentical(chunk, connection);
      case SINGLE_PASS -> throw new IllegalStateException("a single pass has no ranges");
    };
  }

  private boolean isIdentical(Chunk chunk, Connection connection) throws SQLException {
    return queries.fingerprint(connection, chunk.range()).equals(chunk.fingerprint());
  }

  /** Only if the last run went by the same watermark. */
  private boolean isUntouched(Chunk chunk, Connection connection) throws SQLException {
    Optional<KeyColumn> watermark = plan.watermark();
    String mark =
        note.filter(
                last ->
                    watermark.map(column -> column.name().equals(last.watermark())).orElse(false))
            .map(Note::mark)
            .orElse("");
    return !mark.isEmpty()
        && watermark.isPresent()
        && queries.count(connection, chunk.range()) == chunk.fingerprint().rowCount()
        && queries.newerCount(
                connection, chunk.range(), watermark.get(), mark, plan.refresh().lag())
            == 0;
  }

  /** Whether all rows of the table are those of all files. */
  boolean isWhole(List<Chunk> chunks, Connection connection) throws SQLException {
    return !chunks.isEmpty()
        && queries
            .fingerprint(connection, KeyRange.ALL)
            .equals(Fingerprint.sum(chunks.stream().map(Chunk::fingerprint).toList()));
  }
}
