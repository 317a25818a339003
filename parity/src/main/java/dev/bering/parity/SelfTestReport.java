package dev.bering.parity;

import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whether a declaration sees differences that were planted into a copy of its own data.
 *
 * @param source the table
 * @param rows rows of it that the copies were made of
 * @param of rows that it has
 * @param undecided why nothing was planted; empty if something was, or there was no row
 * @param trials one for each kind of difference and column
 */
public record SelfTestReport(
    String source, long rows, long of, String undecided, List<Trial> trials) {

  public SelfTestReport {
    Objects.requireNonNull(source, "source is null");
    Objects.requireNonNull(undecided, "undecided is null");
    trials = List.copyOf(trials);
  }

  /** Nothing was planted, because what was unchanged was not found equal. */
  static SelfTestReport undecided(String source, long rows, long of, String reason) {
    return new SelfTestReport(source, rows, of, reason, List.of());
  }

  /** What became of a planted difference. */
  public enum Outcome {
    /** The comparison saw it. */
    CAUGHT,
    /** The comparison did not see it, because of what is declared or defined. */
    EXCUSED,
    /** The comparison had to see it and did not. */
    MISSED,
    /** There was no value to plant it into. */
    NOT_PLANTED
  }

  /**
   * One planted difference.
   *
   * @param mutation what was planted
   * @param column into which column; empty if into a whole row
   * @param why what excuses or hides it; empty if there is nothing to say
   */
  public record Trial(String mutation, String column, Outcome outcome, String why) {}

  /** How many ended so. */
  public long count(Outcome outcome) {
    return trials.stream().filter(trial -> trial.outcome() == outcome).count();
  }

  /** Green only if everything that had to be seen was seen, and something was. */
  public ExitCode exitCode() {
    if (count(Outcome.MISSED) > 0) {
      return ExitCode.BLIND;
    }
    return count(Outcome.CAUGHT) == 0 ? ExitCode.UNDECIDED : ExitCode.OK;
  }

  /** As a person reads it. */
  @Override
  public String toString() {
    if (!undecided.isEmpty()) {
      return "self-test of %s: undecided, nothing was planted: %s\n".formatted(source, undecided);
    }
    List<String> lines = new ArrayList<>();
    long planted = trials.size() - count(Outcome.NOT_PLANTED);
    lines.add(
        "self-test of %s: %s of %s were caught, %s not by declaration, %s missed"
            .formatted(
                source,
                Counts.of(count(Outcome.CAUGHT)),
                Counts.of(planted, "planted difference"),
                Counts.of(count(Outcome.EXCUSED)),
                Counts.of(count(Outcome.MISSED))));
    if (rows < of) {
      lines.add(
          "planted into copies of the first %s of %s"
              .formatted(Counts.of(rows), Counts.of(of, "row")));
    }
    int width = trials.stream().mapToInt(trial -> trial.mutation().length()).max().orElse(0);
    int columns = trials.stream().mapToInt(trial -> trial.column().length()).max().orElse(0);
    section(lines, "missed: a defect", Outcome.MISSED, "!", width, columns);
    section(lines, "cannot be caught", Outcome.EXCUSED, "-", width, columns);
    section(lines, "caught", Outcome.CAUGHT, "=", width, columns);
    section(lines, "not planted", Outcome.NOT_PLANTED, " ", width, columns);
    return String.join("\n", lines) + "\n";
  }

  private void section(
      List<String> lines, String title, Outcome outcome, String glyph, int width, int columns) {
    if (count(outcome) == 0) {
      return;
    }
    lines.add("");
    lines.add(title);
    for (Trial trial : trials) {
      if (trial.outcome() == outcome) {
        lines.add(
            ("  %s %-" + width + "s  %-" + Math.max(1, columns) + "s  %s")
                .formatted(glyph, trial.mutation(), trial.column(), trial.why())
                .stripTrailing());
      }
    }
  }
}
