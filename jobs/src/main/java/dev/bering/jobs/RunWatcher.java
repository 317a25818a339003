package dev.bering.jobs;

/** Is told what happens to a run while it is followed. */
public interface RunWatcher {

  /** Hears nothing. */
  RunWatcher NONE = new RunWatcher() {};

  /** The platform has taken an attempt. */
  default void started(RunRecord run) {}

  /** Its phase, its links or what is known of it changed. */
  default void changed(RunRecord run) {}

  /** The platform did not answer, and will be asked again. */
  default void silent(RunRecord run, Failure failure) {}

  /** An attempt failed, and another one follows. */
  default void retried(RunRecord run, Failure failure) {}

  /** Nothing more will happen. */
  default void closed(RunRecord run) {}
}
