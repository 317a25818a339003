package dev.bering.stores;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tries again what may pass, and counts. Stores may share one; safe for many threads. */
public final class Retries {

  private final Backoff backoff;
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong throttled = new AtomicLong();
  private final AtomicLong givenUp = new AtomicLong();

  public Retries(Backoff backoff) {
    this.backoff = Objects.requireNonNull(backoff, "backoff is null");
  }

  /**
   * What happened so far.
   *
   * @param retried attempts beyond the first
   * @param throttled failures in which a service asked for fewer requests
   * @param givenUp calls whose last attempt failed too
   */
  public record Counts(long retried, long throttled, long givenUp) {}

  /** What happened so far. */
  public Counts counts() {
    return new Counts(retried.get(), throttled.get(), givenUp.get());
  }

  /** Adds what happened in another process that works for this one. */
  public void add(Counts elsewhere) {
    retried.addAndGet(elsewhere.retried());
    throttled.addAndGet(elsewhere.throttled());
    givenUp.addAndGet(elsewhere.givenUp());
  }

  /** One attempt at something. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException;
  }

  /** What is done when an attempt failed and another one will be made. */
  @FunctionalInterface
  interface Recovery {
    void afterFailure() throws IOException;
  }

  /**
   * Runs {@code attempt} until it succeeds.
   *
   * @throws IOException the failure as it is, if it is permanent; else the last one, with the
   *     number of attempts
   */
  <T> T call(Attempt<T> attempt) throws IOException {
    return call(attempt, () -> {});
  }

  <T> T call(Attempt<T> attempt, Recovery recovery) throws IOException {
    for (int failures = 1; ; failures++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        Transience transience = Transience.of(e);
        if (transience == Transience.PERMANENT) {
          throw e;
        }
        if (transience == Transience.THROTTLED) {
          throttled.incrementAndGet();
        }
        if (failures == backoff.attempts()) {
          givenUp.incrementAndGet();
          throw new GaveUpException(failures, e);
        }
        sleep(backoff.delay(failures, ThreadLocalRandom.current().nextDouble()), e);
        retried.incrementAndGet();
        recovery.afterFailure();
      }
    }
  }

  private static void sleep(Duration delay, IOException failure) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted after: " + Failures.fact(failure));
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
