package dev.bering.profile;

import dev.bering.flow.FlowContext;
import dev.bering.flow.NoopSink;
import dev.bering.flow.PortRef;
import dev.bering.flow.Sink;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What cutting a flow costs: how long it takes to read and to store the rows of a port, told by
 * reading the stored rows alone, and by copying them. Both without the time that a job takes to
 * begin and end, which a part of the flow would need anyway.
 */
final class CutCosts {
  private static final int EMPTY_JOBS = 3;

  private final FlowContext ctx;
  private final Scratch folder;
  private final Map<PortRef, Measured> measured = new HashMap<>();
  private final Duration job;
  private Duration took = Duration.ZERO;

  private record Measured(Duration reading, Duration storing, long bytes) {}

  CutCosts(FlowContext ctx, Scratch folder) {
    this.ctx = ctx;
    this.folder = folder;
    Duration least = time(nowhere(), ctx.spark().range(1).toDF());
    for (int i = 1; i < EMPTY_JOBS; i++) {
      least = shorter(least, time(nowhere(), ctx.spark().range(1).toDF()));
    }
    this.job = least;
  }

  private static Sink nowhere() {
    return new NoopSink("nowhere");
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Duration time(Sink sink, Dataset<Row> rows) {
    ctx.spark().sparkContext().setJobDescription("what a cut costs");
    long start = System.nanoTime();
    try {
      sink.write(rows, "");
    } finally {
      ctx.spark().sparkContext().setJobDescription(null);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    took = took.plus(time);
    return time;
  }

  /** Reads {@code port} back, which has been stored in so many bytes. */
  void measure(PortRef port, long bytes) {
    Dataset<Row> rows = folder.readBack(port);
    Duration read = shorter(time(nowhere(), rows), time(nowhere(), rows));
    Duration copied = time(folder.copy(), rows);
    measured.put(port, new Measured(longer(read, job), longer(copied, read), bytes));
  }

  /** How much longer than {@code floor} it took. */
  private static Duration longer(Duration time, Duration floor) {
    return time.compareTo(floor) > 0 ? time.minus(floor) : Duration.ZERO;
  }

  /**
   * How long reading {@code ports} took, of which so many bytes were read: consumers do not read
   * columns that they do not declare.
   */
  Duration reading(List<PortRef> ports, long bytesRead) {
    Duration all = Duration.ZERO;
    long bytes = 0;
    for (PortRef port : ports) {
      Measured known = measured.get(port);
      if (known != null) {
        all = all.plus(known.reading());
        bytes += known.bytes();
      }
    }
    double part = bytes == 0 ? 0 : Math.min(1, (double) bytesRead / bytes);
    return Duration.ofNanos(Math.round(part * all.toNanos()));
  }

  /** How long storing {@code ports} took. */
  Duration storing(List<PortRef> ports) {
    Duration all = Duration.ZERO;
    for (PortRef port : ports) {
      Measured known = measured.get(port);
      all = known == null ? all : all.plus(known.storing());
    }
    return all;
  }

  /** How long it took to tell. */
  Duration took() {
    return took;
  }
}
