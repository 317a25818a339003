package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that is wrong with the files of a job, each with its place. */
final class Complaints {
  static final String CODE = "JOB_FILE";

  private final Set<Problem> problems = new LinkedHashSet<>();

  /**
   * Something is wrong where {@code origin} says. A secret may stand there: facts never repeat
   * values.
   */
  void wrong(Origin origin, String fact, String hint) {
    String line = origin.line().isPresent() ? "line %d: ".formatted(origin.line().getAsInt()) : "";
    problems.add(
        new Problem(CODE, "Cannot read %s: %s%s.".formatted(origin.place(), line, fact), hint));
  }

  void add(Problem problem) {
    problems.add(problem);
  }

  void addAll(List<Problem> others) {
    problems.addAll(others);
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /**
   * Ends here if anything is wrong.
   *
   * @throws UserException with all of it
   */
  void requireNone() {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems());
    }
  }
}
