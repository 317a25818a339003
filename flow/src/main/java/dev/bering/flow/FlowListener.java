package dev.bering.flow;

/**
 * Hears of a run as it goes on, from the threads that do the work, several at once. It must be
 * quick and must not throw.
 */
public interface FlowListener {

  /** Hears nothing. */
  FlowListener NONE = new FlowListener() {};

  /** All is described and checked; the writes begin. */
  default void runBegins(RunPlan plan) {}

  /** A port begins to be computed and written. */
  default void writeBegins(RunPlan.Write write) {}

  /** A port is written. What it cost is known when the run has ended. */
  default void writeEnds(FlowReport.Written written) {}

  /** The run has ended well. */
  default void runEnds(FlowReport report) {}
}
