package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.transfer.FlowMeasure;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Of which flow logs a series is, and of what of them by time. */
final class SeriesOptions {

  @Mixin private FlowLogOptions logs = new FlowLogOptions();

  @Mixin private FlowMeasureOptions measures = new FlowMeasureOptions();

  @Option(
      names = "--every",
      paramLabel = "PERIOD",
      defaultValue = "5m",
      description = "How long a bucket is, such as 1m or 1h: ${DEFAULT-VALUE} unless given.")
  private String every = "5m";

  /**
   * What is asked for.
   *
   * @param seconds of a bucket
   */
  record Asked(FlowMeasure measure, long seconds) {}

  /** What is asked for; what is wrong with it is added to {@code problems}. */
  Asked asked(List<Problem> problems) {
    problems.addAll(logs.problems());
    FlowMeasure measure = measures.measure(problems);
    return new Asked(measure, TransferFields.seconds("--every", every, problems));
  }

  FlowLogOptions logs() {
    return logs;
  }

  FlowMeasureOptions.Sum sum() {
    return measures.sum();
  }
}
