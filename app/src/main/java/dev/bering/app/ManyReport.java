package dev.bering.app;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bering.app.TableLine.Outcome;
import dev.bering.clone.Note;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What became of many tables.
 *
 * @param tables one line each, in the order in which they were named
 * @param notTables folders that hold files and are no table, so that nothing was done with them
 */
record ManyReport(List<TableLine> tables, List<String> notTables, Duration elapsed) {

  private static final int SHOWN_FOLDERS = 10;

  ManyReport {
    tables = List.copyOf(tables);
    notTables = List.copyOf(notTables);
  }

  /** How the command ends: as the table that ended worst. */
  @JsonIgnore
  ExitCode exitCode() {
    return ExitCode.worst(tables.stream().map(TableLine::exitCode).toList());
  }

  /** Every table's problems. */
  @JsonIgnore
  List<Problem> problems() {
    return tables.stream().flatMap(table -> table.problems().stream()).toList();
  }

  /** How many tables came to what; outcomes that did not occur are left out. */
  @JsonProperty
  Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    tables.forEach(table -> counts.merge(table.outcome(), 1L, Long::sum));
    return counts;
  }

  /** Files of all tables of which it is known. */
  @JsonProperty
  long fileCount() {
    return tables.stream().mapToLong(table -> table.fileCount().orElse(0)).sum();
  }

  /** Bytes of all tables of which they are known. */
  @JsonProperty
  long sizeBytes() {
    return tables.stream().mapToLong(table -> table.sizeBytes().orElse(0)).sum();
  }

  /** For people: a line for each table, then what to know of them, then the totals. */
  String text() {
    List<List<String>> cells = tables.stream().map(ManyReport::cells).toList();
    StringBuilder text = new StringBuilder();
    int[] widths = new int[cells.isEmpty() ? 0 : cells.get(0).size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (int i = 0; i < cells.size(); i++) {
      text.append(line(cells.get(i), widths)).append("%n".formatted());
      text.append(below(tables.get(i)));
    }
    if (!notTables.isEmpty()) {
      text.append(
          "note  %s no table, left out: %s%s%n"
              .formatted(
                  Counts.of(notTables.size(), "folder") + (notTables.size() == 1 ? " is" : " are"),
                  notTables.stream().limit(SHOWN_FOLDERS).collect(Collectors.joining(", ")),
                  notTables.size() > SHOWN_FOLDERS ? ", ..." : ""));
    }
    return text.append(totals()).toString();
  }

  private static List<String> cells(TableLine table) {
    return List.of(
        String.valueOf(table.outcome().glyph()),
        table.table(),
        table.outcome().name().toLowerCase(Locale.ROOT),
        known(table.fileCount(), count -> Counts.of(count, "file")),
        known(table.sizeBytes(), Bytes::text),
        Durations.text(table.elapsed()),
        table.state());
  }

  private static String known(OptionalLong number, java.util.function.LongFunction<String> text) {
    return number.isPresent() ? text.apply(number.getAsLong()) : "-";
  }

  /** Words to the left, numbers to the right of their columns. */
  private static String line(List<String> cells, int[] widths) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      boolean number = i >= 3 && i <= 5;
      padded.add(
          ("%" + (number ? "" : "-") + Math.max(1, widths[i]) + "s").formatted(cells.get(i)));
    }
    return padded.get(0)
        + " "
        + String.join("  ", padded.subList(1, padded.size())).stripTrailing();
  }

  private static String below(TableLine table) {
    StringBuilder text = new StringBuilder();
    for (Note note : table.notes()) {
      text.append("  note  %s%n".formatted(note.text()));
    }
    table.details().forEach(detail -> text.append("  %s%n".formatted(detail)));
    return text.toString();
  }

  private String totals() {
    String counts =
        outcomes().entrySet().stream()
            .map(count -> "%d %s".formatted(count.getValue(), word(count.getKey())))
            .collect(Collectors.joining(", "));
    return "%s: %s; %s, %s in %s%n"
        .formatted(
            Counts.of(tables.size(), "table"),
            counts,
            Counts.of(fileCount(), "file"),
            Bytes.text(sizeBytes()),
            Durations.text(elapsed));
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
