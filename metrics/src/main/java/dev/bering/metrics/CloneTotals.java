package dev.bering.metrics;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run of a clone has moved in all, as the file says that {@link CloneMetrics} were written
 * to when it had ended.
 *
 * @param tags of the run
 * @param begun when it began
 * @param ended when it ended
 * @param stores by store, what went to it and came from it
 * @param retries calls that were tried again
 * @param throttled failures in which a service asked for fewer requests
 */
public record CloneTotals(
    Map<String, String> tags,
    Instant begun,
    Instant ended,
    Map<String, Moved> stores,
    long retries,
    long throttled) {

  private static final long MOST_BYTES = 16L << 20;
  private static final double LATEST = Instant.parse("2200-01-01T00:00:00Z").getEpochSecond();

  /**
   * Bytes of files.
   *
   * @param read that passed through the process that cloned
   * @param written likewise
   * @param copied by the store itself, which did not
   */
  public record Moved(long read, long written, long copied) {
    static final Moved NOTHING = new Moved(0, 0, 0);
  }

  public CloneTotals {
    tags = Map.copyOf(tags);
    stores = Map.copyOf(stores);
  }

  /**
   * Reads a file.
   *
   * @throws UserException METRICS_FILE if it cannot be read, or is not of a clone that has ended
   */
  public static CloneTotals read(Path file) {
    List<Sample> samples;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unfit(
            file, "it has %d bytes, more than metrics of one run".formatted(Files.size(file)));
      }
      samples =
          Files.readAllLines(file).stream().flatMap(line -> Sample.of(line).stream()).toList();
    } catch (CharacterCodingException e) {
      throw unfit(file, "it is no text");
    } catch (IOException e) {
      throw unfit(file, Files.exists(file) ? "it cannot be read" : "there is no such file");
    }
    Optional<Sample> begun = one(samples, "bering_clone_begin_seconds");
    Optional<Sample> ended = one(samples, "bering_clone_end_seconds");
    if (begun.isEmpty() || ended.isEmpty()) {
      throw unfit(
          file,
          samples.stream().anyMatch(sample -> sample.name().startsWith("bering_clone_"))
              ? "it does not say when the clone began and ended"
              : "it holds no metrics of a clone");
    }
    double first = begun.get().value();
    double last = ended.get().value();
    if (first < 0 || last < first || last > LATEST) {
      throw unfit(
          file, "%s and %s are no seconds from which until which it ran".formatted(first, last));
    }
    Map<String, Moved> stores = new TreeMap<>();
    for (Sample sample : samples) {
      if (sample.name().equals("bering_store_bytes_total")) {
        stores.merge(sample.tags().getOrDefault("store", ""), moved(sample), CloneTotals::and);
      }
    }
    return new CloneTotals(
        begun.get().tags(),
        time(first),
        time(last),
        stores,
        count(samples, "bering_store_retries_total"),
        count(samples, "bering_store_throttled_total"));
  }

  private static UserException unfit(Path file, String fact) {
    return UserException.source(
        new Problem(
            "METRICS_FILE",
            "Cannot read metrics of a clone from %s: %s.".formatted(file, fact),
            "name a file that 'bering clone --metrics FILE' has written"));
  }

  private static Optional<Sample> one(List<Sample> samples, String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).findFirst();
  }

  private static Instant time(double seconds) {
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }

  private static long count(List<Sample> samples, String name) {
    return one(samples, name).map(Sample::value).map(Math::round).orElse(0L);
  }

  private static Moved moved(Sample sample) {
    long bytes = Math.round(sample.value());
    return switch (sample.tags().getOrDefault("direction", "")) {
      case "read" -> new Moved(bytes, 0, 0);
      case "written" -> new Moved(0, bytes, 0);
      case "copied" -> new Moved(0, 0, bytes);
      default -> Moved.NOTHING;
    };
  }

  private static Moved and(Moved one, Moved other) {
    return new Moved(one.read + other.read, one.written + other.written, one.copied + other.copied);
  }
}
