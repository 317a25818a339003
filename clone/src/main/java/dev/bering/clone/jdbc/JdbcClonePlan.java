package dev.bering.clone.jdbc;

import dev.bering.model.Bytes;
import dev.bering.model.Location;
import dev.bering.tables.DeltaSchema;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a clone of a database's table would do, worked out and not yet begun. Which ranges have
 * changed is not known before they are compared, and that is done by the run, in its snapshot.
 *
 * @param source product, host and database; no login
 * @param table as it was named
 * @param columns how each becomes a Delta column
 * @param key the columns by whose ranges the table is read; empty for a single pass
 * @param watermark the column that every change raises; empty if none is declared
 * @param estimatedRowCount by the database's statistics; 0 if they say nothing
 * @param targetVersion the version that the target is at; empty if it holds no table yet
 * @param rangeCount ranges that the target has and the run will compare
 * @param unfinishedCount files that an interrupted run has left, to be compared likewise
 * @param rulesHash of everything that decides which values end up in the target
 */
public record JdbcClonePlan(
    String source,
    String table,
    Location target,
    List<ColumnMapping> columns,
    List<KeyColumn> key,
    Optional<KeyColumn> watermark,
    Refresh refresh,
    Limits limits,
    long estimatedRowCount,
    long averageRowBytes,
    OptionalLong targetVersion,
    int rangeCount,
    int unfinishedCount,
    String rulesHash) {

  public JdbcClonePlan {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  Rules rules() {
    return new Rules(rulesHash, !key.isEmpty(), schema());
  }

  DeltaSchema schema() {
    return Rules.schema(columns);
  }

  /** For people; several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("clone  %s of %s%n  to   %s%n".formatted(table, source, target));
    text.append(
        estimatedRowCount == 0
            ? "rows   unknown, the database has no statistics%n".formatted()
            : "rows   about %d, about %s%n"
                .formatted(estimatedRowCount, Bytes.text(estimatedRowCount * averageRowBytes)));
    text.append(
        "read   %s, in one read-only snapshot%n"
            .formatted(
                key.isEmpty()
                    ? "in a single pass"
                    : "in ranges of (%s)"
                        .formatted(
                            key.stream().map(KeyColumn::name).collect(Collectors.joining(", ")))));
    text.append(
        "       at most %d %s, %d rows at a time, files of %s before compression%n"
            .formatted(
                limits.connections(),
                limits.connections() == 1 ? "reader" : "readers",
                limits.fetchRows(averageRowBytes),
                Bytes.text(limits.fileBytes())));
    text.append("again  %s%n".formatted(refresh.text()));
    text.append(
        "state  target %s%n"
            .formatted(
                targetVersion.isPresent()
                    ? "at version %d, %d ranges to compare"
                        .formatted(targetVersion.getAsLong(), rangeCount)
                    : "empty"));
    if (unfinishedCount > 0) {
      text.append(
          "keep   up to %d files of an interrupted run, each if its range has not changed%n"
              .formatted(unfinishedCount));
    }
    text.append("columns%n".formatted());
    for (ColumnMapping column : columns) {
      text.append(
          "       %s  %s -> %s%s%s%n"
              .formatted(
                  column.name(),
                  column.sourceType(),
                  column.type().ddl(),
                  column.field().nullable() ? "" : " not null",
                  column.noDates() == ColumnMapping.NoDates.NULL ? ", no date becomes null" : ""));
    }
    return text.toString();
  }
}
