package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering diff-history FOLDER}. */
@Command(
    name = "diff-history",
    description =
        "Show the comparisons kept by bering diff --save, and what became of differences.",
    footer = {
      "",
      "Runs of the same two tables by the same key belong together. Between the last two of them it",
      "says what is new, still open, fixed or no longer compared.",
      "",
      "  bering diff-history runs/"
    })
final class DiffHistoryCommand extends Verb {

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the reports are kept.")
  private String folder = "";

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "Read the newest N runs only (default: ${DEFAULT-VALUE}).")
  private int last;

  DiffHistoryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    if (last < 1) {
      throw UserException.usage(
          new Problem(
              "DIFF_HISTORY_LAST",
              "Cannot show the last %d runs: that is none.".formatted(last),
              "write --last 1 or more"));
    }
    List<RunSeries> series = RunSeries.of(new StoredRuns(folder).newest(last));
    return result(Map.of("history", series), () -> RunHistoryText.of(series), ExitCode.OK);
  }
}
