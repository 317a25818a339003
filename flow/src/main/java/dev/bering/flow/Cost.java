package dev.bering.flow;

import java.time.Duration;

/**
 * What the jobs of one write, or of the description of the frames, cost, as Spark's tasks tell it.
 * Nodes between two writes run as one job, so it is the cost of all of them and is never split.
 *
 * @param jobs how many Spark jobs there were
 * @param tasks what their tasks took, all attempts included
 * @param data what they read and wrote
 * @param wall how long at least one of the jobs ran; what is missing to the elapsed time was spent
 *     in the driver: planning, listing files, committing
 */
public record Cost(int jobs, Tasks tasks, Data data, Duration wall) {
  static final Cost NONE =
      new Cost(
          0,
          new Tasks(
              0,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              0),
          new Data(0, 0, 0, 0, 0, 0, 0),
          Duration.ZERO);

  /**
   * The tasks.
   *
   * @param count how many
   * @param run the time they ran, added up
   * @param cpu the processor time of it
   * @param gc the time that the garbage collector took of it, of all tasks of an executor at once
   * @param deserialise the time it took to unpack the code and what it captured; where it is a good
   *     part of {@code run}, broadcast what was captured
   * @param longest the longest task
   * @param median half of the tasks took no longer
   * @param peakMemoryBytes the most memory that one task took for sorting, joining and grouping
   */
  public record Tasks(
      long count,
      Duration run,
      Duration cpu,
      Duration gc,
      Duration deserialise,
      Duration longest,
      Duration median,
      long peakMemoryBytes) {

    /** How many times longer the longest task took than the median one; 1 if there is none. */
    public double skew() {
      return median.isZero() ? 1 : (double) longest.toNanos() / median.toNanos();
    }
  }

  /**
   * Bytes and records.
   *
   * @param inputBytes read from files and from Spark's cache
   * @param spilledBytes written to disk for want of memory
   */
  public record Data(
      long inputBytes,
      long inputRecords,
      long outputBytes,
      long outputRecords,
      long shuffleReadBytes,
      long shuffleWriteBytes,
      long spilledBytes) {}

  /** What was spent in the driver of {@code elapsed}, while none of the jobs ran. */
  public Duration driver(Duration elapsed) {
    Duration rest = elapsed.minus(wall);
    return rest.isNegative() ? Duration.ZERO : rest;
  }
}
