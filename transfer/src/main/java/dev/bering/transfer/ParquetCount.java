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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Counts one file of a flow log in Parquet as {@link FlowLogReader} and {@link LineCount} count its
 * lines: DuckDB reads the columns that are needed, as the types they have, and hands on sums.
 * Numbers may be stored as texts; null is {@code -}.
 */
final class ParquetCount {

  private final Engine engine;
  private final FlowFile file;

  /**
   * @param engine that nobody else uses meanwhile
   */
  ParquetCount(Engine engine, FlowFile file) {
    this.engine = engine;
    this.file = file;
  }

  /** What is asked of the rows of a file once it is known which are sound. */
  @FunctionalInterface
  private interface Asked {
    void of(Rows rows, FlowTally tally);
  }

  /**
   * The rows of the file.
   *
   * @param source what SQL reads
   * @param sound which of them count, as a condition
   */
  private record Rows(String source, ParquetColumns columns, String sound) {}

  /**
   * Counts. Nothing is counted unless all of the file could be.
   *
   * @throws IOException if the store fails
   * @throws UserException if its rows cannot be read, or memory runs out
   */
  FlowTally read(List<LineCount> counts) throws IOException {
    List<LineCount> own = new ArrayList<>();
    FlowTally tally =
        read(
            (rows, found) -> {
              for (LineCount count : counts) {
                LineCount one = count.another();
                one.format(rows.columns().format());
                one.asked()
                    .ifPresentOrElse(
                        question -> sums(rows, question, one), () -> one.unanswered(found.lines()));
                own.add(one);
              }
            });
    for (int i = 0; i < own.size(); i++) {
      counts.get(i).addAll(own.get(i));
    }
    return tally;
  }

  /** As {@link #read(List)}, into a part of a roll-up, which is of no use if this fails. */
  FlowTally read(RollupPart part) throws IOException {
    return read((rows, tally) -> rollup(rows, part));
  }

  private FlowTally read(Asked asked) throws IOException {
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
              .formatted(Sql.literal(path.toString())),
          asked);
    } finally {
      if (own.isEmpty()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private FlowTally read(String source, Asked asked) {
    List<String> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    try {
      engine.query(
          "SELECT column_name, column_type FROM (DESCRIBE SELECT * EXCLUDE (file_row_number) FROM %s)"
              .formatted(source),
          row -> names.add(row.string(0)) && types.add(row.string(1)));
    } catch (UserException e) {
      Oddities.Counter odd = new Oddities.Counter();
      odd.add(Oddity.UNREADABLE, file.name(), 0, e.problems().get(0).message());
      return FlowTally.unread(odd.found());
    }
    return read(source, new ParquetColumns(names, types), asked);
  }

  private FlowTally read(String source, ParquetColumns columns, Asked asked) {
    Oddities.Counter odd = new Oddities.Counter();
    if (!columns.format().unknown().isEmpty()) {
      odd.add(Oddity.FIELD_UNKNOWN, file.name(), 0, String.join(" ", columns.format().unknown()));
    }
    Counts counts = counts(source, columns);
    if (counts.rows() > counts.lines()) {
      odd(source, columns, odd);
    }
    Rows rows =
        new Rows(
            source,
            columns,
            counts.rows() > counts.lines() ? columns.oddity() + " IS NULL" : "true");
    if (counts.ofUnknownVersion() > 0) {
      versions(rows, counts.ofUnknownVersion(), odd);
    }
    if (counts.encoded() > 0) {
      tags(rows, odd);
    }
    FlowTally tally =
        new FlowTally(
            1,
            counts.lines(),
            counts.records(),
            counts.lines() > counts.records() ? windows(rows) : Map.of(),
            counts.span(),
            odd.found());
    asked.of(rows, tally);
    return tally;
  }

  /**
   * How many rows there are.
   *
   * @param lines that are sound
   * @param records of them that are traffic
   * @param ofUnknownVersion of the sound ones
   * @param encoded of the sound ones, with a tag that is not plain
   */
  private record Counts(
      long rows,
      long lines,
      long records,
      long ofUnknownVersion,
      long encoded,
      Optional<FlowTally.Span> span) {}

  private Counts counts(String source, ParquetColumns columns) {
    String start = columns.number(FlowField.START).orElse("CAST(NULL AS BIGINT)");
    return engine
        .query(
            """
            SELECT count(*), count(*) FILTER (WHERE sound), count(*) FILTER (WHERE sound AND ok),
              coalesce(min(start) FILTER (WHERE sound), -1),
              coalesce(max(start) FILTER (WHERE sound), -1),
              count(*) FILTER (WHERE sound AND version), count(*) FILTER (WHERE sound AND tags)
            FROM (SELECT %s IS NULL AS sound, %s AS ok, %s AS start, %s AS version, %s AS tags
              FROM %s)\
            """
                .formatted(
                    columns.oddity(),
                    columns.status("OK"),
                    start,
                    columns.isOfUnknownVersion(),
                    columns.tags().isEmpty()
                        ? "false"
                        : columns.tags().stream()
                            .map(columns::isEncoded)
                            .collect(Collectors.joining(" OR ")),
                    source),
            row ->
                new Counts(
                    row.number(0),
                    row.number(1),
                    row.number(2),
                    row.number(5),
                    row.number(6),
                    row.number(3) < 0
                        ? Optional.empty()
                        : Optional.of(
                            new FlowTally.Span(
                                Instant.ofEpochSecond(row.number(3)),
                                Instant.ofEpochSecond(row.number(4))))))
        .get(0);
  }

  private void odd(String source, ParquetColumns columns, Oddities.Counter odd) {
    engine.query(
        """
            SELECT odd, count(*), list_sort(min(file_row_number + 1, %d))
            FROM (SELECT *, %s AS odd FROM %s) WHERE odd IS NOT NULL GROUP BY 1\
            """
            .formatted(Oddities.EXAMPLES_OF_A_KIND, columns.oddity(), source),
        row -> {
          Oddity oddity = Oddity.valueOf(row.string(0));
          odd.add(oddity, row.number(1));
          numbers(row.string(2))
              .forEach(number -> odd.keep(oddity, file.name(), number, "a row of the file"));
          return oddity;
        });
  }

  /** Those of a list, as the engine writes it. */
  private static List<Long> numbers(String list) {
    return Stream.of(list.replaceAll("[\\[\\] ]", "").split(",", -1)).map(Long::valueOf).toList();
  }

  private void versions(Rows rows, long count, Oddities.Counter odd) {
    odd.add(Oddity.VERSION_UNKNOWN, count);
    engine
        .query(
            "SELECT list_sort(min(file_row_number + 1, %d)) FROM %s WHERE %s AND %s"
                .formatted(
                    Oddities.EXAMPLES_OF_A_KIND,
                    rows.source(),
                    rows.columns().isOfUnknownVersion(),
                    rows.sound()),
            row -> numbers(row.string(0)))
        .get(0)
        .forEach(
            number -> odd.keep(Oddity.VERSION_UNKNOWN, file.name(), number, "a row of the file"));
  }

  /** Each value is looked at once, as one of text is. */
  private void tags(Rows rows, Oddities.Counter odd) {
    TreeMap<Long, String> examples = new TreeMap<>();
    for (int tag : rows.columns().tags()) {
      engine.query(
          """
              SELECT %s, count(*), list_sort(min(file_row_number + 1, %d)) FROM %s
              WHERE %s AND %s GROUP BY 1\
              """
              .formatted(
                  rows.columns().text(tag),
                  Oddities.EXAMPLES_OF_A_KIND,
                  rows.source(),
                  rows.columns().isEncoded(tag),
                  rows.sound()),
          row -> {
            if (TagText.decoded(row.string(0)).isEmpty()) {
              odd.add(Oddity.TAG_MALFORMED, row.number(1));
              for (long number : numbers(row.string(2))) {
                examples.putIfAbsent(number, row.string(0));
                if (examples.size() > Oddities.EXAMPLES_OF_A_KIND) {
                  examples.pollLastEntry();
                }
              }
            }
            return 0;
          });
    }
    examples.forEach((number, text) -> odd.keep(Oddity.TAG_MALFORMED, file.name(), number, text));
  }

  private Map<String, FlowTally.Windows> windows(Rows rows) {
    Map<String, FlowTally.Windows> windows = new HashMap<>();
    engine
        .query(
            """
            SELECT %s, count(*) FILTER (WHERE %s), count(*) FILTER (WHERE %s) FROM %s
            WHERE NOT %s AND %s GROUP BY 1\
            """
                .formatted(
                    rows.columns().text(FlowField.INTERFACE_ID).orElse("'-'"),
                    rows.columns().status("NODATA"),
                    rows.columns().status("SKIPDATA"),
                    rows.source(),
                    rows.columns().status("OK"),
                    rows.sound()),
            row -> Map.entry(row.string(0), new FlowTally.Windows(row.number(1), row.number(2))))
        .forEach(one -> windows.put(one.getKey(), one.getValue()));
    return windows;
  }

  /** Groups by the columns as they are, and makes texts of the groups alone. */
  private void sums(Rows rows, FlowCounter.Question question, LineCount count) {
    ParquetColumns columns = rows.columns();
    FlowFormat format = columns.format();
    Contribution asked = question.contribution();
    List<Integer> keys = asked.keys().stream().map(key -> key.in(format)).toList();
    String start = columns.number(FlowField.START).orElse("0");
    List<String> where = new ArrayList<>(List.of(rows.sound()));
    for (FlowFilter filter : asked.filters()) {
      int at = filter.field().in(format);
      if (at >= 0) {
        where.add(ParquetFilter.sql(filter, columns.text(at), columns.number(at)));
      }
    }
    question
        .window()
        .ifPresent(
            window ->
                where.add(
                    "%1$s >= %2$d AND %1$s < %3$d"
                        .formatted(
                            start,
                            window.since().getEpochSecond(),
                            window.until().getEpochSecond())));
    if (question.period() > 0) {
      where.add(start + " IS NOT NULL");
    }
    String begin =
        question.period() == 0
            ? "CAST(0 AS BIGINT)"
            : "%1$s - %1$s %% %2$d".formatted(start, question.period());
    String value = asked.value().map(field -> columns.number(field.in(format))).orElse("1");
    engine.query(
        """
            SELECT begin, %s, CAST(sum(value) AS BIGINT), count(*), min(value), max(value)
            FROM (SELECT %s AS value, %s AS begin, %s FROM %s WHERE %s) WHERE value IS NOT NULL
            GROUP BY begin, %s\
            """
            .formatted(
                joined(columns, keys),
                value,
                begin,
                raw(columns, keys),
                rows.source(),
                String.join(" AND ", where),
                names(keys)),
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

  /** The columns under names of their own; what is not there is {@code -}. */
  private static String raw(ParquetColumns columns, List<Integer> keys) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> "%s AS k%d".formatted(keys.get(i) < 0 ? "'-'" : columns.raw(keys.get(i)), i))
        .collect(Collectors.joining(", "));
  }

  private static String names(List<Integer> keys) {
    return IntStream.range(0, keys.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
  }

  /** What was grouped as one text, whose parts a blank separates. */
  private static String joined(ParquetColumns columns, List<Integer> keys) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> keys.get(i) < 0 ? "k" + i : columns.text(keys.get(i), "k" + i))
        .collect(Collectors.joining(" || ' ' || "));
  }

  private void rollup(Rows rows, RollupPart part) {
    ParquetColumns columns = rows.columns();
    part.format(columns.format());
    List<Integer> keys = part.places();
    String start = columns.number(FlowField.START).orElseThrow();
    String packets = columns.number(FlowField.PACKETS).orElse("CAST(NULL AS BIGINT)");
    String bytes = columns.number(FlowField.BYTES).orElse("CAST(NULL AS BIGINT)");
    engine.query(
        """
            SELECT coalesce(CAST(begin AS VARCHAR), '-') || ' ' || %s,
              np, nb, CAST(coalesce(sum(p), 0) AS BIGINT), CAST(coalesce(sum(b), 0) AS BIGINT),
              count(*)
            FROM (SELECT *, p IS NULL AS np, b IS NULL AS nb
              FROM (SELECT %s - %s %% %d AS begin, %s AS p, %s AS b, %s FROM %s WHERE %s))
            GROUP BY begin, np, nb, %s\
            """
            .formatted(
                joined(columns, keys),
                start,
                start,
                part.every(),
                packets,
                bytes,
                raw(columns, keys),
                rows.source(),
                rows.sound(),
                names(keys)),
        row -> {
          part.add(
              row.string(0),
              row.flag(1) ? FlowLine.NOT_A_NUMBER : row.number(3),
              row.flag(2) ? FlowLine.NOT_A_NUMBER : row.number(4),
              row.number(5));
          return 0;
        });
  }
}
