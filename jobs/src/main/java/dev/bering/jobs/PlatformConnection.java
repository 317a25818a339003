package dev.bering.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection to a platform for the runs of one job. Safe for many threads. What may pass is
 * thrown as a {@link dev.bering.model.UserException} that says so (exit code 5); what will not is
 * one of exit code 2 or 3.
 */
public interface PlatformConnection extends AutoCloseable {

  /**
   * Starts a run, or finds the one that the same token has started: however often this is called
   * and whatever replies are lost, one token starts at most one run.
   *
   * @return the platform's id of the run
   * @throws PlatformException if the platform refuses, or cannot be reached
   */
  String submit(Token token) throws PlatformException;

  /**
   * The run that a token has started; empty if there is none.
   *
   * @throws PlatformException if the platform cannot be reached
   */
  Optional<String> find(Token token) throws PlatformException;

  /**
   * How a run is.
   *
   * @throws PlatformException if it cannot be told now
   */
  RunStatus status(String id) throws PlatformException;

  /**
   * Stops a run; nothing happens if it has ended. It has stopped once its status says so.
   *
   * @throws PlatformException if the platform refuses, or cannot be reached
   */
  void cancel(String id) throws PlatformException;

  /**
   * What the run has written, from a place on.
   *
   * @param from how many bytes of it are known already
   * @throws IOException if it cannot be read
   */
  LogText log(String id, LogStream stream, long from) throws IOException;

  /**
   * What a run that has ended has used; asked once.
   *
   * @throws IOException with the reason, if nobody can tell
   */
  default ResourceUse resources(Token token, String id) throws IOException {
    throw new IOException("Bering reads no event logs of this platform");
  }

  /**
   * The machine from which alone runs are started, and in part followed; empty where any machine
   * will do.
   */
  default Optional<String> machine() {
    return Optional.empty();
  }

  /**
   * How long to wait before the next question about a run: never less than the platform's pace, and
   * more where so many runs are followed that all of them together would ask too often. Each call
   * takes a turn of its own.
   */
  Duration pace();

  /**
   * How long to wait before a run is submitted, or asked about for the first time. Each call takes
   * a turn of its own.
   */
  default Duration turn() {
    return Duration.ZERO;
  }

  @Override
  void close();

  /**
   * What tells one attempt of one run from all others.
   *
   * @param text at most 64 letters, digits and hyphens
   */
  record Token(String runId, int attempt, String text) {}

  /** Which of its texts. */
  enum LogStream {
    OUTPUT,
    ERRORS
  }

  /**
   * A part of a log.
   *
   * @param next where to go on
   */
  record LogText(String text, long next) {}
}
