package dev.bering.flow;

import java.util.List;

/**
 * Hears of a run as it goes on, from the threads that do the work, several at once. It must be
 * quick and must not throw.
 *
 * <p>A run that has begun ends or fails. Of one that is refused before it begins nothing is heard:
 * nothing was written.
 */
public interface FlowListener {

  /** Hears nothing. */
  FlowListener NONE = new FlowListener() {};

  /** All is described and checked; the writes begin. */
  default void runBegins(RunStart start) {}

  /** A port begins to be computed and written. */
  default void writeBegins(RunPlan.Write write) {}

  /** A port is written. What it cost is known when the run has ended. */
  default void writeEnds(FlowReport.Written written) {}

  /** A port could not be written, after all attempts; readers see what they saw before. */
  default void writeFails(RunPlan.Write write, Throwable failure) {}

  /** The run has ended well. */
  default void runEnds(FlowReport report) {}

  /** The run has failed, after the writes that were going on have stopped. */
  default void runFails(Throwable failure) {}

  /** One that tells each of {@code listeners}, in their order. */
  static FlowListener all(List<? extends FlowListener> listeners) {
    List<FlowListener> each = List.copyOf(listeners);
    return new FlowListener() {
      @Override
      public void runBegins(RunStart start) {
        each.forEach(listener -> listener.runBegins(start));
      }

      @Override
      public void writeBegins(RunPlan.Write write) {
        each.forEach(listener -> listener.writeBegins(write));
      }

      @Override
      public void writeEnds(FlowReport.Written written) {
        each.forEach(listener -> listener.writeEnds(written));
      }

      @Override
      public void writeFails(RunPlan.Write write, Throwable failure) {
        each.forEach(listener -> listener.writeFails(write, failure));
      }

      @Override
      public void runEnds(FlowReport report) {
        each.forEach(listener -> listener.runEnds(report));
      }

      @Override
      public void runFails(Throwable failure) {
        each.forEach(listener -> listener.runFails(failure));
      }
    };
  }
}
