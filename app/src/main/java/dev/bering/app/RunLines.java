package dev.bering.app;

import dev.bering.jobs.Failure;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunWatcher;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Tells of runs while they are followed, a line for each change, beside the result. */
final class RunLines implements RunWatcher {
  private final PrintStream err;
  private final Map<String, String> last = new HashMap<>();

  RunLines(PrintStream err) {
    this.err = err;
  }

  @Override
  public void started(RunRecord run) {
    say(run, "taken by %s as %s".formatted(platform(run), attempt(run).nativeId().orElse("?")));
  }

  @Override
  public void changed(RunRecord run) {
    if (!run.isClosed()) {
      say(run, run.state());
    }
  }

  @Override
  public void silent(RunRecord run, Failure failure) {
    say(run, "%s does not answer: %s".formatted(platform(run), first(failure)));
  }

  @Override
  public void retried(RunRecord run, Failure failure) {
    say(
        run,
        "failed (%s: %s), attempt %d on %s follows"
            .formatted(failure.kind(), first(failure), attempt(run).number(), platform(run)));
  }

  @Override
  public void closed(RunRecord run) {
    say(run, run.state());
  }

  private synchronized void say(RunRecord run, String what) {
    if (!what.equals(last.put(run.id(), what))) {
      err.println(run.id() + ": " + what);
    }
  }

  private static String first(Failure failure) {
    return failure.words().lines().findFirst().orElse("");
  }

  private static RunRecord.Attempt attempt(RunRecord run) {
    return run.last().orElseThrow();
  }

  private static String platform(RunRecord run) {
    return attempt(run).platform();
  }
}
