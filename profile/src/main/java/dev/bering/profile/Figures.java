package dev.bering.profile;

import static java.time.Duration.ZERO;

import dev.bering.flow.Cost;
import dev.bering.flow.FlowReport;
import java.time.Duration;

/**
 * What some work cost, in figures.
 *
 * @param elapsed from its start to its end
 * @param driver how much of that no task ran
 * @param cores how many tasks can run at once
 * @param run how long its tasks ran, added up
 * @param garbage how much of that went to collecting garbage
 * @param deserialise how long tasks took to read what to do
 * @param longestTask of all its stages
 * @param medianTask of the write with the longest task
 * @param shuffledBytes what tasks wrote for others
 * @param cpu the processor time of the tasks
 */
public record Figures(
    Duration elapsed,
    Duration driver,
    int cores,
    long tasks,
    Duration run,
    Duration garbage,
    Duration deserialise,
    Duration longestTask,
    Duration medianTask,
    long spilledBytes,
    long shuffledBytes,
    long readBytes,
    Duration cpu) {

  /** Of nothing. */
  static Figures none(int cores) {
    return new Figures(ZERO, ZERO, cores, 0, ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0, 0, ZERO);
  }

  /** Of all that a run wrote, one after the other. */
  static Figures of(FlowReport report, int cores) {
    var sum = none(cores);
    for (FlowReport.Written written : report.written()) {
      sum = sum.plus(written.cost(), written.elapsed());
    }
    return sum;
  }

  /** These and, after them, work that cost {@code cost} and lasted for {@code lasted}. */
  Figures plus(Cost cost, Duration lasted) {
    Cost.Tasks more = cost.tasks();
    Cost.Data data = cost.data();
    boolean longer = more.longest().compareTo(longestTask) > 0;
    return new Figures(
        elapsed.plus(lasted),
        driver.plus(cost.driver(lasted)),
        cores,
        tasks + more.count(),
        run.plus(more.run()),
        garbage.plus(more.gc()),
        deserialise.plus(more.deserialise()),
        longer ? more.longest() : longestTask,
        longer ? more.median() : medianTask,
        spilledBytes + data.spilledBytes(),
        shuffledBytes + data.shuffleWriteBytes(),
        readBytes + data.inputBytes(),
        cpu.plus(more.cpu()));
  }
}
