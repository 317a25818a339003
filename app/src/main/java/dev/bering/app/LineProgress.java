package dev.bering.app;

import dev.bering.model.Bytes;
import dev.bering.model.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Progress for logs: a line when a step is a quarter further, nothing for steps that are over
 * before anybody would ask.
 */
final class LineProgress implements Progress {

  private static final long QUIET_NANOS = 2_000_000_000L;

  private final PrintStream err;

  LineProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public Step begin(String task, long total, Unit unit) {
    long start = System.nanoTime();
    AtomicLong done = new AtomicLong();
    AtomicLong saidQuarters = new AtomicLong();
    return new Step() {
      @Override
      public void advance(long amount) {
        long now = done.addAndGet(amount);
        if (total > 0 && System.nanoTime() - start > QUIET_NANOS) {
          long quarters = Math.min(4, 4 * now / total);
          if (saidQuarters.getAndSet(quarters) < quarters) {
            err.printf(Locale.ROOT, "%s: %s%n", task, share(now, total, unit));
          }
        }
      }

      @Override
      public void close() {
        // A step that failed says so itself, and one that is done needs no more words.
      }
    };
  }

  /** {@code 12.0 MB of 40.0 MB}, {@code 3 of 4 steps}. */
  private static String share(long done, long total, Unit unit) {
    return unit == Unit.BYTES
        ? Bytes.text(done) + " of " + Bytes.text(total)
        : "%d of %d %s".formatted(done, total, unit.name().toLowerCase(Locale.ROOT));
  }
}
