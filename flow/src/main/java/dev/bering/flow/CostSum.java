package dev.bering.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.executor.TaskMetrics;

/** Adds up what the jobs of one group cost. */
final class CostSum {
  private int jobs;
  private long runMs;
  private long cpuNs;
  private long gcMs;
  private long deserialiseMs;
  private long peakMemory;
  private long inputBytes;
  private long inputRecords;
  private long outputBytes;
  private long outputRecords;
  private long shuffleRead;
  private long shuffleWrite;
  private long spilled;
  private long[] durations = new long[16];
  private int tasks;
  private final List<long[]> intervals = new ArrayList<>();

  /** A job ran from one time to another, in milliseconds. */
  void job(long from, long to) {
    jobs++;
    intervals.add(new long[] {from, to});
  }

  void task(long durationMs, TaskMetrics metrics) {
    if (tasks == durations.length) {
      durations = Arrays.copyOf(durations, 2 * tasks);
    }
    durations[tasks++] = durationMs;
    runMs += metrics.executorRunTime();
    cpuNs += metrics.executorCpuTime() + metrics.executorDeserializeCpuTime();
    gcMs += metrics.jvmGCTime();
    deserialiseMs += metrics.executorDeserializeTime();
    peakMemory = Math.max(peakMemory, metrics.peakExecutionMemory());
    inputBytes += metrics.inputMetrics().bytesRead();
    inputRecords += metrics.inputMetrics().recordsRead();
    outputBytes += metrics.outputMetrics().bytesWritten();
    outputRecords += metrics.outputMetrics().recordsWritten();
    shuffleRead += metrics.shuffleReadMetrics().totalBytesRead();
    shuffleWrite += metrics.shuffleWriteMetrics().bytesWritten();
    spilled += metrics.diskBytesSpilled();
  }

  /** Another group's costs are part of these too. */
  void add(CostSum other) {
    jobs += other.jobs;
    intervals.addAll(other.intervals);
    durations = Arrays.copyOf(durations, tasks + other.tasks + 1);
    System.arraycopy(other.durations, 0, durations, tasks, other.tasks);
    tasks += other.tasks;
    runMs += other.runMs;
    cpuNs += other.cpuNs;
    gcMs += other.gcMs;
    deserialiseMs += other.deserialiseMs;
    peakMemory = Math.max(peakMemory, other.peakMemory);
    inputBytes += other.inputBytes;
    inputRecords += other.inputRecords;
    outputBytes += other.outputBytes;
    outputRecords += other.outputRecords;
    shuffleRead += other.shuffleRead;
    shuffleWrite += other.shuffleWrite;
    spilled += other.spilled;
  }

  Cost cost() {
    long[] sorted = Arrays.copyOf(durations, tasks);
    Arrays.sort(sorted);
    return new Cost(
        jobs,
        new Cost.Tasks(
            tasks,
            Duration.ofMillis(runMs),
            Duration.ofNanos(cpuNs),
            Duration.ofMillis(gcMs),
            Duration.ofMillis(deserialiseMs),
            Duration.ofMillis(tasks == 0 ? 0 : sorted[tasks - 1]),
            Duration.ofMillis(tasks == 0 ? 0 : sorted[(tasks - 1) / 2]),
            peakMemory),
        new Cost.Data(
            inputBytes,
            inputRecords,
            outputBytes,
            outputRecords,
            shuffleRead,
            shuffleWrite,
            spilled),
        Duration.ofMillis(union()));
  }

  /** How long at least one job ran. */
  private long union() {
    intervals.sort(Comparator.comparingLong(interval -> interval[0]));
    long total = 0;
    long end = Long.MIN_VALUE;
    for (long[] interval : intervals) {
      total += Math.max(0, interval[1] - Math.max(interval[0], end));
      end = Math.max(end, interval[1]);
    }
    return total;
  }
}
