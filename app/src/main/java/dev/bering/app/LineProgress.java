package dev.bering.app;

import dev.bering.model.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Progress for logs: a line when a step is a quarter further and at least once a minute while it
 * moves, nothing for steps that are over before anybody would ask.
 */
final class LineProgress implements Progress {

  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final PrintStream err;
  private final LongSupplier nanos;

  LineProgress(PrintStream err) {
    this(err, System::nanoTime);
  }

  LineProgress(PrintStream err, LongSupplier nanos) {
    this.err = err;
    this.nanos = nanos;
  }

  @Override
  public Step begin(String task, long total, Unit unit) {
    return new Lines(task, new Pace(total, unit, 0, nanos));
  }

  @Override
  public Step beginFiles(String task, long bytes, long files) {
    return new Lines(task, new Pace(bytes, Unit.BYTES, files, nanos));
  }

  /** A step that prints lines. */
  private final class Lines implements Step {

    private final String task;
    private final Pace pace;
    private long saidQuarters;
    private Duration saidAt = Duration.ZERO;

    Lines(String task, Pace pace) {
      this.task = task;
      this.pace = pace;
    }

    @Override
    public void fileDone() {
      pace.fileDone();
    }

    @Override
    public synchronized void advance(long amount) {
      pace.advance(amount);
      Duration now = pace.elapsed();
      if (now.compareTo(QUIET) <= 0) {
        return;
      }
      long quarters = (long) (4 * pace.share());
      if (quarters > saidQuarters || now.minus(saidAt).compareTo(SILENCE) >= 0) {
        saidQuarters = quarters;
        saidAt = now;
        err.println("%s: %s".formatted(task, pace.text()));
      }
    }

    @Override
    public void close() {
      // A step that failed says so itself, and one that is done needs no more words.
    }
  }
}
