package dev.bering.clone.jdbc;

import dev.bering.model.Problem;
import java.util.List;
import java.util.Optional;

/**
 * By what a table is read in ranges, and by what its changes are found.
 *
 * @param key empty if the table is read in one pass
 * @param watermark of {@link Refresh.Kind#UPDATE}
 * @param problems why there is no such key or watermark
 */
record KeyChoice(List<KeyColumn> key, Optional<KeyColumn> watermark, List<Problem> problems) {

  KeyChoice {
    key = List.copyOf(key);
    problems = List.copyOf(problems);
  }

  static KeyChoice of(JdbcRequest request, SourceTable table) {
    Refresh refresh = request.refresh();
    return switch (refresh.kind()) {
      case SINGLE_PASS -> new KeyChoice(List.of(), Optional.empty(), List.of());
      case FINGERPRINT -> byUniqueKey(request, table, Optional.empty());
      case APPEND -> byWatermark(request, table);
      case UPDATE -> {
        Optional<Problem> problem = updateProblem(request, table);
        yield problem.isPresent()
            ? refused(problem.get())
            : byUniqueKey(
                request, table, Optional.ofNullable(table.comparable().get(refresh.column())));
      }
    };
  }

  private static KeyChoice refused(Problem problem) {
    return new KeyChoice(List.of(), Optional.empty(), List.of(problem));
  }

  private static KeyChoice byUniqueKey(
      JdbcRequest request, SourceTable table, Optional<KeyColumn> watermark) {
    return table.keys().isEmpty()
        ? refused(
            new Problem(
                "JDBC_NO_KEY",
                "Cannot clone %s in ranges: it has no primary key and no unique index on columns that are never null and can be compared exactly."
                    .formatted(request.source()),
                "add a key, or declare that the table is read in a single pass"))
        : new KeyChoice(table.keys().get(0), watermark, List.of());
  }

  private static KeyChoice byWatermark(JdbcRequest request, SourceTable table) {
    String name = request.refresh().column();
    KeyColumn column = table.comparable().get(name);
    if (column == null) {
      return refused(unknown(request, name));
    }
    if (table.columns().get(column.ordinal()).nullable()) {
      return refused(
          new Problem(
              "JDBC_WATERMARK_NULLABLE",
              "Cannot clone %s by watermark %s: the column may be null, and such rows would be lost."
                  .formatted(request.source(), name),
              "declare the column NOT NULL at the source, or compare fingerprints"));
    }
    if (!table.leading().contains(name)) {
      return refused(
          new Problem(
              "JDBC_WATERMARK_INDEX",
              "Cannot clone %s by watermark %s: no index begins with the column, so every query would sort the table."
                  .formatted(request.source(), name),
              "create an index on it, or compare fingerprints"));
    }
    return new KeyChoice(List.of(column), Optional.empty(), List.of());
  }

  private static Optional<Problem> updateProblem(JdbcRequest request, SourceTable table) {
    String name = request.refresh().column();
    KeyColumn column = table.comparable().get(name);
    if (column == null) {
      return Optional.of(unknown(request, name));
    }
    ColumnMapping mapping = table.columns().get(column.ordinal());
    boolean time =
        mapping.kind() == ValueKind.TIMESTAMP || mapping.kind() == ValueKind.TIMESTAMP_NTZ;
    boolean whole =
        switch (mapping.kind()) {
          case SHORT, INTEGER, LONG -> true;
          default -> false;
        };
    boolean lagFits = time || request.refresh().lag().isZero();
    if ((time || whole) && lagFits && mapping.noDates() == ColumnMapping.NoDates.REFUSED) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            "JDBC_WATERMARK_TYPE",
            "Cannot clone %s by watermark %s: its type %s is no whole number without a lag and no timestamp."
                .formatted(request.source(), name, mapping.sourceType()),
            "choose a column that every change raises, or compare fingerprints"));
  }

  private static Problem unknown(JdbcRequest request, String name) {
    return new Problem(
        "JDBC_WATERMARK_UNKNOWN",
        "Cannot clone %s by watermark %s: it has no such column that can be compared exactly."
            .formatted(request.source(), name),
        "spell it as the database stores it");
  }
}
