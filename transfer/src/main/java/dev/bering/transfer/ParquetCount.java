package dev.bering.transfer;

import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowLogs.FlowFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Counts one file of a flow log in Parquet as {@link FlowLogReader} and {@link LineCount} count its
 * lines: DuckDB makes each row a row of texts, sums it up, and hands on sums. Numbers may be stored
 * as texts; null is {@code -}.
 */
final class ParquetCount {

  private static final String SOUND = "sound";

  private final Engine engine;
  private final FlowFile file;
  private final List<LineCount> counts;

  /**
   * @param engine that nobody else uses meanwhile
   */
  ParquetCount(Engine engine, FlowFile file, List<LineCount> counts) {
    this.engine = engine;
    this.file = file;
    this.counts = counts;
  }

  /**
   * Reads the file. Nothing is counted unless all of it could be.
   *
   * @throws IOException if the store fails
   * @throws UserException if its rows cannot be read, or memory runs out
   */
  FlowTally read() throws IOException {
    Optional<Path> own = file.local().filter(path -> !path.toString().matches(".*[*?\\[].*"));
    Path path = own.isPresent() ? own.get() : Files.createTempFile("flow-log-", ".parquet");
    try {
      if (own.isEmpty()) {
        try (InputStream in = file.store().open(file.file().path())) {
          Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return read(
          "read_parquet(%s, hive_partitioning = false, file_row_number = true)"
              .formatted(Sql.literal(path.toString())));
    } finally {
      if (own.isEmpty()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private FlowTally read(String source) {
    List<String> columns;
    try {
      columns =
          engine.query(
              "SELECT column_name FROM (DESCRIBE SELECT * EXCLUDE (file_row_number) FROM %s)"
                  .formatted(source),
              row -> row.string(0));
    } catch (UserException e) {
      Oddities.Counter odd = new Oddities.Counter();
      odd.add(Oddity.UNREADABLE, file.name(), 0, e.problems().get(0).message());
      return FlowTally.unread(odd.found());
    }
    return read(source, columns);
  }

  private FlowTally read(String source, List<String> columns) {
    FlowFormat format =
        new FlowFormat(
            columns.stream().map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-')).toList());
    Oddities.Counter odd = new Oddities.Counter();
    if (!format.unknown().isEmpty()) {
      odd.add(Oddity.FIELD_UNKNOWN, file.name(), 0, String.join(" ", format.unknown()));
    }
    String texts =
        columns.stream()
            .map(
                name ->
                    "coalesce(CAST(%1$s AS VARCHAR), '-') AS %1$s".formatted(Sql.identifier(name)))
            .collect(Collectors.joining(", "));
    Rows rows = new Rows(columns, format);
    engine.execute(
        "CREATE OR REPLACE TEMP VIEW flow AS SELECT *, %s AS %s FROM"
                .formatted(rows.oddity(), SOUND)
            + " (SELECT %s, file_row_number + 1 AS row_number FROM %s)".formatted(texts, source));
    odd(odd);
    long lines = soundLines(engine);
    FlowTally tally =
        new FlowTally(
            1,
            lines,
            engine
                .query(
                    "SELECT count(*) FROM flow WHERE %s IS NULL AND %s"
                        .formatted(SOUND, rows.status("OK")),
                    row -> row.number(0))
                .get(0),
            windows(engine, rows),
            span(rows),
            odd.found());
    List<LineCount> own = new ArrayList<>();
    for (LineCount count : counts) {
      LineCount one = count.another();
      one.format(format);
      one.asked()
          .ifPresentOrElse(
              question -> sums(engine, rows, question, one), () -> one.unanswered(lines));
      own.add(one);
    }
    for (int i = 0; i < counts.size(); i++) {
      counts.get(i).addAll(own.get(i));
    }
    return tally;
  }

  private static long soundLines(Engine engine) {
    return engine
        .query("SELECT count(*) FROM flow WHERE %s IS NULL".formatted(SOUND), row -> row.number(0))
        .get(0);
  }

  private void odd(Oddities.Counter odd) {
    engine.query(
        """
            SELECT %1$s, count(*), list_sort(min(row_number, %2$d)) FROM flow
            WHERE %1$s IS NOT NULL GROUP BY 1\
            """
            .formatted(SOUND, Oddities.EXAMPLES_OF_A_KIND),
        row -> {
          Oddity oddity = Oddity.valueOf(row.string(0));
          odd.add(oddity, row.number(1));
          for (String number : row.string(2).replaceAll("[\\[\\] ]", "").split(",", -1)) {
            odd.keep(oddity, file.name(), Long.parseLong(number), "a row of the file");
          }
          return oddity;
        });
  }

  private static Map<String, FlowTally.Windows> windows(Engine engine, Rows rows) {
    Map<String, FlowTally.Windows> windows = new HashMap<>();
    if (rows.at(FlowField.LOG_STATUS).isPresent()) {
      engine
          .query(
              """
              SELECT %s, count(*) FILTER (WHERE %s), count(*) FILTER (WHERE %s) FROM flow
              WHERE %s IS NULL AND NOT %s GROUP BY 1\
              """
                  .formatted(
                      rows.at(FlowField.INTERFACE_ID).orElse("'-'"),
                      rows.status("NODATA"),
                      rows.status("SKIPDATA"),
                      SOUND,
                      rows.status("OK")),
              row -> Map.entry(row.string(0), new FlowTally.Windows(row.number(1), row.number(2))))
          .forEach(one -> windows.put(one.getKey(), one.getValue()));
    }
    return windows;
  }

  private Optional<FlowTally.Span> span(Rows rows) {
    return rows.at(FlowField.START)
        .flatMap(
            start ->
                engine
                    .query(
                        "SELECT min(%1$s), max(%1$s) FROM flow WHERE %2$s IS NULL HAVING count(%1$s) > 0"
                            .formatted(number(start), SOUND),
                        row ->
                            new FlowTally.Span(
                                Instant.ofEpochSecond(row.number(0)),
                                Instant.ofEpochSecond(row.number(1))))
                    .stream()
                    .findFirst());
  }

  private static void sums(
      Engine engine, Rows rows, FlowCounter.Question question, LineCount count) {
    Contribution asked = question.contribution();
    String keys =
        asked.keys().stream()
            .map(key -> rows.column(key.in(rows.format())))
            .collect(Collectors.joining(" || ' ' || "));
    String value =
        asked.value().map(field -> number(rows.column(field.in(rows.format())))).orElse("1");
    StringBuilder where = new StringBuilder(SOUND).append(" IS NULL AND value IS NOT NULL");
    asked
        .filters()
        .forEach(
            filter -> {
              int at = filter.field().in(rows.format());
              if (at >= 0) {
                where.append(" AND ").append(ParquetFilter.sql(filter, rows.column(at)));
              }
            });
    String start = rows.at(FlowField.START).map(ParquetCount::number).orElse("0");
    question
        .window()
        .ifPresent(
            window ->
                where.append(
                    " AND %1$s >= %2$d AND %1$s < %3$d"
                        .formatted(
                            start,
                            window.since().getEpochSecond(),
                            window.until().getEpochSecond())));
    String begin =
        question.period() == 0 ? "0" : "%1$s - %1$s %% %2$d".formatted(start, question.period());
    if (question.period() > 0) {
      where.append(" AND ").append(start).append(" IS NOT NULL");
    }
    engine.query(
        """
            SELECT begin, contributor, CAST(sum(value) AS BIGINT), count(*), min(value), max(value)
            FROM (SELECT *, %s AS value, %s AS contributor, %s AS begin FROM flow)
            WHERE %s GROUP BY ALL\
            """
            .formatted(value, keys, begin, where),
        row -> {
          count.add(
              row.number(0),
              row.string(1).getBytes(StandardCharsets.UTF_8),
              row.number(2),
              row.number(3),
              row.number(4),
              row.number(5));
          return 0;
        });
  }

  /** A column of texts as whole numbers; null where it is none. */
  static String number(String column) {
    return "CASE WHEN regexp_full_match(%1$s, '[0-9]{1,18}') THEN CAST(%1$s AS BIGINT) END"
        .formatted(column);
  }

  /** The columns of the view. */
  private record Rows(List<String> columns, FlowFormat format) {

    String column(int at) {
      return Sql.identifier(columns.get(at));
    }

    Optional<String> at(FlowField field) {
      int at = format.position(field);
      return at < 0 ? Optional.empty() : Optional.of(column(at));
    }

    String status(String word) {
      return at(FlowField.LOG_STATUS)
          .map(column -> "%s = '%s'".formatted(column, word))
          .orElse(word.equals("OK") ? "true" : "false");
    }

    /** What is wrong with a row, in the order in which a line is looked at; null if nothing is. */
    String oddity() {
      StringBuilder oddity = new StringBuilder("CASE");
      for (FlowField field :
          List.of(FlowField.BYTES, FlowField.PACKETS, FlowField.START, FlowField.END)) {
        at(field)
            .ifPresent(
                column ->
                    oddity.append(
                        " WHEN NOT regexp_full_match(%s, '-|[0-9]{1,18}') THEN 'NOT_A_NUMBER'"
                            .formatted(column)));
      }
      if (at(FlowField.START).isPresent() && at(FlowField.END).isPresent()) {
        oddity.append(
            " WHEN %s < %s THEN 'TIME_REVERSED'"
                .formatted(
                    number(at(FlowField.END).orElseThrow()),
                    number(at(FlowField.START).orElseThrow())));
      }
      at(FlowField.LOG_STATUS)
          .ifPresent(
              column ->
                  oddity.append(
                      " WHEN %s NOT IN ('OK', 'NODATA', 'SKIPDATA') THEN 'STATUS_UNKNOWN'"
                          .formatted(column)));
      return oddity.append(" END").toString();
    }
  }
}
