package dev.bering.model;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends an action because of something its user can mend. It carries every problem that was found,
 * not the first one, and is shown without a stack trace. Defects of Bering itself are {@link
 * IllegalStateException}s instead.
 */
public final class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient List<Problem> problems;

  private UserException(ExitCode exitCode, List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalStateException("UserException without a problem");
    }
    this.exitCode = exitCode;
    this.problems = List.copyOf(problems);
  }

  /** What the user asked for makes no sense as it stands (exit code 2). */
  public static UserException usage(Problem problem) {
    return new UserException(ExitCode.USAGE, List.of(problem), null);
  }

  /** What the user asked for makes no sense as it stands (exit code 2); all reasons at once. */
  public static UserException usage(List<Problem> problems) {
    return new UserException(ExitCode.USAGE, problems, null);
  }

  /**
   * What the user asked for makes no sense as it stands, which {@code cause} showed (exit code 2).
   */
  public static UserException usage(Problem problem, Throwable cause) {
    return new UserException(ExitCode.USAGE, List.of(problem), cause);
  }

  /** A source is missing or cannot be read (exit code 3). */
  public static UserException source(Problem problem) {
    return new UserException(ExitCode.SOURCE, List.of(problem), null);
  }

  /** A source is missing or cannot be read (exit code 3); all reasons at once. */
  public static UserException source(List<Problem> problems) {
    return new UserException(ExitCode.SOURCE, problems, null);
  }

  /** A source cannot be read because {@code cause} happened (exit code 3). */
  public static UserException source(Problem problem, Throwable cause) {
    return new UserException(ExitCode.SOURCE, List.of(problem), cause);
  }

  /** Nobody can tell (exit code 4), which is never to be read as equal; all reasons at once. */
  public static UserException undecided(List<Problem> problems) {
    return new UserException(ExitCode.UNDECIDED, problems, null);
  }

  /** Something passing is in the way (exit code 5); running the same again may succeed. */
  public static UserException temporary(Problem problem) {
    return new UserException(ExitCode.TEMPORARY, List.of(problem), null);
  }

  /** Something passing went wrong (exit code 5); running the same again may succeed. */
  public static UserException temporary(Problem problem, Throwable cause) {
    return new UserException(ExitCode.TEMPORARY, List.of(problem), cause);
  }

  /** How the process is to end. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** Every problem found, in the order in which it was found; never empty. */
  public List<Problem> problems() {
    return problems;
  }

  /** The same, with what else went wrong on its account. */
  public UserException and(List<Problem> more) {
    return new UserException(
        exitCode, Stream.concat(problems.stream(), more.stream()).toList(), this);
  }
}
