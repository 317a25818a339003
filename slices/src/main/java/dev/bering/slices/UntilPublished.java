package dev.bering.slices;

import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowReport;
import dev.bering.flow.RunPlan;
import dev.bering.flow.RunStart;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what it hears, and that the run has ended only once the slice is published: before that
 * no reader sees what was written.
 */
final class UntilPublished implements FlowListener {
  private final FlowListener listener;
  private volatile @Nullable FlowReport ended;

  UntilPublished(FlowListener listener) {
    this.listener = listener;
  }

  @Override
  public void runBegins(RunStart start) {
    listener.runBegins(start);
  }

  @Override
  public void writeBegins(RunPlan.Write write) {
    listener.writeBegins(write);
  }

  @Override
  public void writeEnds(FlowReport.Written written) {
    listener.writeEnds(written);
  }

  @Override
  public void writeFails(RunPlan.Write write, Throwable failure) {
    listener.writeFails(write, failure);
  }

  @Override
  public void runEnds(FlowReport report) {
    ended = report;
  }

  @Override
  public void runFails(Throwable failure) {
    listener.runFails(failure);
  }

  void published() {
    FlowReport report = ended;
    if (report != null) {
      listener.runEnds(report);
    }
  }
}
