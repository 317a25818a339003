package dev.bering.app;

import dev.bering.model.Bytes;
import dev.bering.model.Durations;
import dev.bering.model.Progress.Unit;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How far a step is, how fast, and how long it has still to go. Safe for many threads.
 *
 * <p>The rate is that of the last while: what was done counts half for every {@link #HALF_LIFE}
 * that has passed since, and so does time itself, so that the rate is right from the start and
 * falls when a store asks for fewer requests. Time left is unknown until {@link #BASIS} has passed
 * and something was done, and again when hardly anything moves any more.
 */
final class Pace {

  static final Duration HALF_LIFE = Duration.ofSeconds(20);
  static final Duration BASIS = Duration.ofSeconds(3);

  private static final double SECOND_NANOS = 1e9;
  private static final double LONGEST_SECONDS = Duration.ofDays(99).toSeconds();

  private final long total;
  private final long totalFiles;
  private final Unit unit;
  private final LongSupplier nanos;
  private final long start;

  private long done;
  private long files;

  /** What was done, weighted as of {@link #weighedAt}. */
  private double weighed;

  private long weighedAt;

  /**
   * A step that begins now.
   *
   * @param total in {@code unit}s; 0 if unknown
   * @param totalFiles 0 if it counts no files
   * @param nanos the clock, as {@link System#nanoTime}
   */
  Pace(long total, Unit unit, long totalFiles, LongSupplier nanos) {
    this.total = total;
    this.unit = unit;
    this.totalFiles = totalFiles;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.weighedAt = start;
  }

  /** This much more is done. */
  synchronized void advance(long amount) {
    long now = nanos.getAsLong();
    weighed = weighed * weight(now - weighedAt) + amount;
    weighedAt = now;
    done += amount;
  }

  /** One file more is done. */
  synchronized void fileDone() {
    files++;
  }

  private static double weight(long ageNanos) {
    return Math.pow(2, -ageNanos / SECOND_NANOS / HALF_LIFE.toSeconds());
  }

  /** How long the step has taken so far. */
  Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }

  /** How much of the step is done, from 0 to 1; 0 if nobody knows how much there is. */
  synchronized double share() {
    return total <= 0 ? 0 : Math.min(1, (double) done / total);
  }

  /** Units a second; empty before there is a basis. */
  synchronized Optional<Double> perSecond() {
    long now = nanos.getAsLong();
    if (done == 0 || now - start < BASIS.toNanos()) {
      return Optional.empty();
    }
    double seconds = (1 - weight(now - start)) * HALF_LIFE.toSeconds() / Math.log(2);
    return Optional.of(weighed * weight(now - weighedAt) / seconds);
  }

  /** Time that is left; empty if there is no basis to say. */
  synchronized Optional<Duration> left() {
    if (total <= 0) {
      return Optional.empty();
    }
    return perSecond()
        .map(rate -> Math.max(0, total - done) / rate)
        .filter(seconds -> seconds <= LONGEST_SECONDS) // nor infinite, nor no number
        .map(seconds -> Duration.ofMillis((long) (seconds * 1000)));
  }

  /**
   * For people: {@code 12.0 MB of 40.0 MB, 3 of 10 files, 1.2 MB/s, time left 20 s}; {@code 3 of 4
   * steps, time left unknown}.
   */
  synchronized String text() {
    StringBuilder text = new StringBuilder(total <= 0 ? amount(done) : share(done, total));
    if (totalFiles > 0) {
      text.append(", %d of %d files".formatted(files, totalFiles));
    }
    if (unit == Unit.BYTES) {
      perSecond().ifPresent(rate -> text.append(", %s/s".formatted(Bytes.text(rate.longValue()))));
    }
    return text.append(", time left ")
        .append(left().map(Durations::left).orElse("unknown"))
        .toString();
  }

  private String share(long part, long whole) {
    return unit == Unit.BYTES
        ? Bytes.text(part) + " of " + Bytes.text(whole)
        : "%d of %d %s".formatted(part, whole, noun());
  }

  private String amount(long part) {
    return unit == Unit.BYTES ? Bytes.text(part) : "%d %s".formatted(part, noun());
  }

  private String noun() {
    return unit.name().toLowerCase(Locale.ROOT);
  }
}
