package dev.bering.jobs;

import java.util.Optional;

/**
 * What a platform keeps of a job and starts by itself. Both changes may be asked for again after a
 * failure.
 */
public interface KeptSchedule {

  /**
   * Lets the platform start the job no more. Runs under way go on.
   *
   * @return what was paused, as in {@code job 7 of https://dbc-1.example}; empty if the platform
   *     keeps nothing of the job, or does not start it
   * @throws PlatformException if the platform refuses, or cannot be reached
   */
  Optional<String> pause() throws PlatformException;

  /**
   * Lets the platform start the job as its file says; what it keeps is made or replaced.
   *
   * @return what goes on
   * @throws PlatformException if the platform refuses, or cannot be reached
   */
  String resume() throws PlatformException;
}
