package dev.bering.app;

import java.util.function.Function;

/**
 * One table that is to be cloned, of whatever kind: the options are read, its two places are known,
 * and nothing has been looked at yet. There is one implementation for each kind of copy.
 *
 * <p>A result reads from disk what its plan keeps there, so it lasts only as long as {@code show}
 * runs.
 */
interface TableClone {

  /**
   * Works out what a run would do, and shows it; writes nothing.
   *
   * @throws dev.bering.model.UserException every reason against the clone
   */
  <T> T plan(Function<CloneResult, T> show);

  /**
   * Plans, carries the plan out, and shows what was done. If this fails, the target is the table at
   * an earlier version or no table yet, and running again is safe.
   *
   * @throws dev.bering.model.UserException every reason against the clone, or what it failed of
   */
  <T> T run(Function<CloneResult, T> show);
}
