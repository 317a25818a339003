package dev.bering.examples;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Real connections in a file. The data set has no clock and no addresses, so time is laid over it:
 * the lines are spread over the slices in their order, the same number in each.
 */
record KddFile(Path file) implements ConnectionSource {

  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public String sentence(long rowCount) {
    return String.format(
        Locale.ROOT,
        "KDD Cup 99, %,d connections; no clock and no addresses: rows are spread over %d hourly"
            + " slices in their order, entities are protocol, service and flag",
        rowCount,
        HOURS);
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long firstRowOf(int hour, long rowCount) {
    return (rowCount * hour + HOURS - 1) / HOURS;
  }

  @Override
  public void forEachLine(Consumer<String> consumer) {
    if (!Files.isRegularFile(file)) {
      throw unreadable(Files.exists(file) ? "it is not a file" : "there is no such file");
    }
    long read = 0;
    try (InputStream bytes = open();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(bytes, StandardCharsets.UTF_8), BUFFER_BYTES)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        consumer.accept(line);
        read++;
      }
    } catch (IOException e) {
      throw UserException.source(problem("after line %d: %s".formatted(read, e.getMessage())), e);
    }
    if (read == 0) {
      throw unreadable("it is empty");
    }
  }

  /** Told by its first two bytes, because people rename files. */
  private InputStream open() throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    bytes.mark(2);
    boolean zipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return zipped ? new GZIPInputStream(bytes, BUFFER_BYTES) : bytes;
  }

  private UserException unreadable(String fact) {
    return UserException.source(problem(fact));
  }

  private Problem problem(String fact) {
    return new Problem(
        "CONNECTIONS_UNREADABLE",
        "Cannot read connections from %s: %s.".formatted(file, fact),
        "name a file of the KDD Cup 99 data set, such as kddcup99-10-percent.csv.gz");
  }
}
