package dev.bering.clone.jdbc;

import java.time.Duration;

/**
 * How hard a clone may lean on its source.
 *
 * @param connections readers at the same time, 1 to {@value #MAX_CONNECTIONS}; one more connection
 *     keeps the snapshot where more than one can share it
 * @param fileBytes size of the values, before compression, at which a data file is full
 * @param statementTimeout after which the database gives up on one of our queries
 */
public record Limits(int connections, long fileBytes, Duration statementTimeout) {

  private static final int MAX_CONNECTIONS = 8;

  /** Two readers, 128 MiB a file, one hour. */
  public static final Limits DEFAULT = new Limits(2, 128L << 20, Duration.ofHours(1));

  /** What a row is taken to have where the database has no statistics. */
  static final long UNKNOWN_ROW_BYTES = 200;

  public Limits {
    if (connections < 1 || connections > MAX_CONNECTIONS) {
      throw new IllegalStateException(
          "connections must be 1 to %d: %d".formatted(MAX_CONNECTIONS, connections));
    }
    if (fileBytes < 1 || statementTimeout.toMillis() < 1) {
      throw new IllegalStateException("limits must be positive: " + this);
    }
  }

  Limits withConnections(int count) {
    return new Limits(count, fileBytes, statementTimeout);
  }

  /** Rows that the driver holds at a time, about 4 MiB of them. */
  int fetchRows(long averageRowBytes) {
    return (int) Math.max(16, Math.min(10_000, (4L << 20) / Math.max(1, averageRowBytes)));
  }

  /** Rows that one query reads, about four files of them. */
  long rangeRows(long averageRowBytes) {
    return Math.max(100, Math.min(20_000_000, 4 * fileBytes / Math.max(1, averageRowBytes)));
  }
}
