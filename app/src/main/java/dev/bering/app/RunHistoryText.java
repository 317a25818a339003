package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.parity.Rung;
import java.util.ArrayList;
import java.util.List;

/** Runs over time for a terminal. */
final class RunHistoryText {

  private static final int KEYS = 5;
  private static final int STATE = 10;

  private final List<String> lines = new ArrayList<>();

  private RunHistoryText() {}

  static String of(List<RunSeries> all) {
    RunHistoryText text = new RunHistoryText();
    all.forEach(text::add);
    return String.join("\n", text.lines) + "\n";
  }

  private void add(RunSeries series) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    DiffResult.Pair pair = series.pair();
    lines.add("%s and %s by %s".formatted(pair.left(), pair.right(), pair.by()));
    series.runs().forEach(run -> lines.add("  " + line(run)));
    if (!series.changes().isEmpty()) {
      lines.add("");
      lines.add("  since the run before");
      declaration(series);
      changes(series.changes().get(series.changes().size() - 1));
    }
  }

  private static String line(StoredRun run) {
    Rung verdict = Rung.valueOf(run.verdict());
    String glyph = verdict.isGreen() ? "=" : verdict == Rung.MISMATCH ? "*" : "!";
    return "%s  %s %s  %s left, %s right: %s"
        .formatted(
            run.savedAt(),
            glyph,
            verdict,
            Counts.of(run.leftCount()),
            Counts.of(run.rightCount()),
            run.reason());
  }

  private void declaration(RunSeries series) {
    List<StoredRun> runs = series.runs();
    List<String> parts = runs.get(runs.size() - 1).declaredOtherwiseThan(runs.get(runs.size() - 2));
    if (!parts.isEmpty()) {
      lines.add(
          "    declared otherwise than before (%s): what is not seen now need not be fixed"
              .formatted(String.join(", ", parts)));
    }
  }

  private void changes(List<RunChange> changes) {
    if (changes.isEmpty()) {
      lines.add("    nothing differed, and nothing differs");
    }
    int width = changes.stream().mapToInt(one -> state(one).length()).max().orElse(0);
    for (RunChange change : changes) {
      lines.add(
          ("    %-" + Math.max(STATE, width) + "s  %s  %s -> %s")
              .formatted(
                  state(change),
                  change.finding(),
                  Counts.of(change.before()),
                  change.state() == RunChange.State.NOT_COMPARED
                      ? "not known"
                      : Counts.of(change.after())));
      keys("new", change.newKeys());
      keys("still", change.openKeys());
      keys("fixed", change.fixedKeys());
    }
  }

  private static String state(RunChange change) {
    return change.state() == RunChange.State.LET_THROUGH ? change.rung() : change.state().text();
  }

  private void keys(String word, List<String> keys) {
    if (!keys.isEmpty()) {
      int more = keys.size() - KEYS;
      lines.add(
          "      %s: %s%s"
              .formatted(
                  word,
                  String.join("; ", keys.subList(0, Math.min(KEYS, keys.size()))),
                  more > 0 ? "; and %d more".formatted(more) : ""));
    }
  }
}
