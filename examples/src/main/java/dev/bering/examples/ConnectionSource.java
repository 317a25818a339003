package dev.bering.examples;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where the connections of the demo come from. Every source yields lines of the KDD Cup 99 format
 * (42 values, comma-separated, no header) in the order in which the platform received them, and
 * says to which of {@value #HOURS} hourly slices of 2026-01-01 UTC each line belongs.
 */
public sealed interface ConnectionSource permits GeneratedConnections, KddFile {

  /** Slices of the one day that the demo shows. */
  int HOURS = 24;

  /** A file of the KDD Cup 99 data set, plain or gzip. */
  static ConnectionSource file(Path file) {
    return new KddFile(file);
  }

  /** About 200,000 generated connections, always the same ones. */
  static ConnectionSource generated() {
    return generated(42, 200_000);
  }

  /**
   * Generated connections, the same ones for the same arguments.
   *
   * @param rowCount at least one a slice
   */
  static ConnectionSource generated(long seed, int rowCount) {
    return new GeneratedConnections(seed, rowCount);
  }

  /** Which data this is and how it was placed in time, in one sentence without a full stop. */
  String sentence(long rowCount);

  /** How errors name this source. */
  String name();

  /**
   * Hands every line to {@code consumer}, in order.
   *
   * @throws dev.bering.model.UserException CONNECTIONS_UNREADABLE if there is nothing to read
   */
  void forEachLine(Consumer<String> consumer);

  /**
   * The position of the first line of a slice; the slice ends where the next one begins.
   *
   * @param hour 0 to {@value #HOURS}, which is the end of the last slice
   * @param rowCount how many lines there are in all
   */
  long firstRowOf(int hour, long rowCount);
}
