package dev.bering.app;

import dev.bering.jobs.JobRuns;
import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.PlatformConnection.LogText;
import dev.bering.jobs.RunBook;
import dev.bering.model.ExitCode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering job logs RUN}. */
@Command(name = "logs", description = "Print what a run has written.")
final class JobLogsCommand extends Verb {
  private static final long PAUSE_MILLIS = 2_000;

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  private String id = "";

  @Mixin private JobPlaces places = new JobPlaces();

  @Option(names = "--follow", description = "Go on until the run has ended.")
  private boolean follow;

  @Option(
      names = "--errors",
      description = "Print what went to the error stream: the log of Spark.")
  private boolean errors;

  JobLogsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobRuns runs = places.runs();
    RunBook book = places.book();
    LogStream stream = errors ? LogStream.ERRORS : LogStream.OUTPUT;
    StringBuilder whole = new StringBuilder();
    long at = 0;
    boolean isOver = !follow;
    while (true) {
      boolean wasOver = isOver || book.read(id).isClosed();
      LogText part = runs.log(id, stream, at);
      whole.append(part.text());
      if (follow) {
        terminal().out().print(part.text());
        terminal().out().flush();
        whole.setLength(0);
      }
      if (part.next() == at && wasOver) {
        break;
      }
      isOver = wasOver;
      boolean isWaiting = part.next() == at;
      at = part.next();
      if (isWaiting && !pause()) {
        break;
      }
    }
    return result(Map.of("log", whole.toString()), whole::toString, ExitCode.OK);
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
