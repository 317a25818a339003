package dev.bering.app;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bering.clone.CheckReport;
import dev.bering.clone.Note;
import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of one table of many.
 *
 * @param state where the source stands; empty if nobody came to know
 * @param fileCount files that were or would be written, or that are equal; empty if not known
 * @param sizeBytes of those; empty if not known
 * @param problems why it was refused or failed
 * @param check what a check found, in full
 * @param details the same for people; lines
 */
record TableLine(
    String table,
    String source,
    Location target,
    Outcome outcome,
    @JsonIgnore ExitCode exitCode,
    String state,
    OptionalLong fileCount,
    OptionalLong sizeBytes,
    Duration elapsed,
    List<Note> notes,
    List<Problem> problems,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Object> check,
    @JsonIgnore List<String> details) {

  TableLine {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
    details = List.copyOf(details);
  }

  /** What can become of a table. */
  enum Outcome {
    /** It would be copied. */
    PLANNED('+'),
    COPIED('+'),
    /** The target had everything already. */
    CURRENT('='),
    EQUAL('='),
    DIFFERENT('*'),
    /** Nobody could tell whether it is equal. */
    UNDECIDED('!'),
    /** Nothing was done: the options, the source or the target do not allow it. */
    REFUSED('!'),
    /** It was begun and not ended; running again goes on. */
    FAILED('!');

    private final char glyph;

    Outcome(char glyph) {
      this.glyph = glyph;
    }

    /** The character that stands for it. */
    char glyph() {
      return glyph;
    }
  }

  /** What would be copied. */
  static TableLine planned(TableEntry entry, CloneCounts counts) {
    return cloned(entry, counts, Outcome.PLANNED);
  }

  /** What was copied. */
  static TableLine copied(TableEntry entry, CloneCounts counts) {
    return cloned(entry, counts, Outcome.COPIED);
  }

  private static TableLine cloned(TableEntry entry, CloneCounts counts, Outcome outcome) {
    return new TableLine(
        entry.name(),
        entry.shownSource(),
        entry.target(),
        counts.isCurrent() ? Outcome.CURRENT : outcome,
        ExitCode.OK,
        counts.state(),
        counts.isCurrent() ? OptionalLong.of(0) : counts.fileCount(),
        counts.isCurrent() ? OptionalLong.of(0) : counts.sizeBytes(),
        Duration.ZERO,
        counts.notes(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** What a check of its files found. */
  static TableLine checked(TableEntry entry, CheckReport report) {
    return checked(
        entry,
        report.exitCode(),
        report.sourceState(),
        OptionalLong.of(report.sameCount()),
        report,
        report.entries().stream()
            .map(file -> "%c %s  (%s)".formatted(file.mark().glyph(), file.path(), file.fact()))
            .toList());
  }

  /** What a check of its rows found. */
  static TableLine checked(TableEntry entry, RowsReport report) {
    return checked(
        entry,
        report.exitCode(),
        "%s, %s".formatted(report.states(), Counts.of(report.sourceRows().rowCount(), "row")),
        OptionalLong.empty(),
        report,
        report.isEqual() ? List.of() : report.text().lines().toList());
  }

  private static TableLine checked(
      TableEntry entry,
      ExitCode exitCode,
      String state,
      OptionalLong fileCount,
      Object report,
      List<String> details) {
    Outcome outcome =
        switch (exitCode) {
          case OK -> Outcome.EQUAL;
          case DIFFERENT -> Outcome.DIFFERENT;
          default -> Outcome.UNDECIDED;
        };
    return new TableLine(
        entry.name(),
        entry.shownSource(),
        entry.target(),
        outcome,
        exitCode,
        state,
        fileCount,
        OptionalLong.empty(),
        Duration.ZERO,
        List.of(),
        List.of(),
        Optional.of(report),
        details);
  }

  /** Why it did not come to an end. */
  static TableLine ended(TableEntry entry, UserException e) {
    boolean nothingDone = e.exitCode() == ExitCode.USAGE || e.exitCode() == ExitCode.SOURCE;
    Outcome outcome =
        e.exitCode() == ExitCode.UNDECIDED
            ? Outcome.UNDECIDED
            : nothingDone ? Outcome.REFUSED : Outcome.FAILED;
    return ended(entry, outcome, e.exitCode(), e.problems());
  }

  /** It met a defect of Bering. */
  static TableLine defect(TableEntry entry) {
    return ended(
        entry,
        Outcome.FAILED,
        ExitCode.INTERNAL,
        List.of(
            new Problem(
                "INTERNAL",
                "Cannot go on with %s: this is a defect of Bering, not of your data."
                    .formatted(entry.shownSource()),
                "report it with the lines that standard error shows")));
  }

  private static TableLine ended(
      TableEntry entry, Outcome outcome, ExitCode exitCode, List<Problem> problems) {
    return new TableLine(
        entry.name(),
        entry.shownSource(),
        entry.target(),
        outcome,
        exitCode,
        "",
        OptionalLong.empty(),
        OptionalLong.empty(),
        Duration.ZERO,
        List.of(),
        problems,
        Optional.empty(),
        List.of());
  }

  /** The exit code that the table alone would have ended with. */
  @JsonProperty("exitCode")
  int exitNumber() {
    return exitCode.number();
  }

  /** The same with the time it took. */
  TableLine took(Duration time) {
    return new TableLine(
        table, source, target, outcome, exitCode, state, fileCount, sizeBytes, time, notes,
        problems, check, details);
  }
}
