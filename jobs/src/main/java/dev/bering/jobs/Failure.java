package dev.bering.jobs;

import java.util.Optional;

/**
 * Why a run did not succeed.
 *
 * @param words what the platform itself says, unchanged but for its length
 * @param code the platform's own code; empty if it has none
 * @param exception the root of the exception in the job's code, as in {@code
 *     java.lang.ArithmeticException: / by zero}
 * @param look where more stands
 */
public record Failure(
    FailureClass kind,
    String words,
    Optional<String> code,
    Optional<String> exception,
    Optional<String> look) {

  private static final int MAX_WORDS = 4_000;

  public Failure {
    words = words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) + " ..." : words;
  }

  /** A failure of which only the platform's words are known. */
  public static Failure of(FailureClass kind, String words) {
    return new Failure(kind, words, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
