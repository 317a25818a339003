package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;

/** Everything that stands against one comparison, gathered before any of it is told. */
final class Complaints {

  private final String subject;
  private final List<Problem> problems = new ArrayList<>();

  Complaints(Relation left, Relation right) {
    this.subject = "Cannot compare %s with %s: ".formatted(left.source(), right.source());
  }

  void add(String code, String fact, String hint) {
    problems.add(new Problem(code, subject + fact + ".", hint));
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
