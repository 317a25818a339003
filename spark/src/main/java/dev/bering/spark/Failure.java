package dev.bering.spark;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a task failed, as it is sent back: in words, as the exceptions themselves do not survive
 * being sent.
 *
 * @param words three for each problem of its user; one for a store's failure or a defect
 */
record Failure(Kind kind, List<String> words) implements Serializable {

  enum Kind {
    SOURCE,
    TEMPORARY,
    USAGE,
    STORE,
    DEFECT
  }

  static Failure of(Exception e) {
    if (e instanceof UserException user) {
      List<String> words = new ArrayList<>();
      for (Problem problem : user.problems()) {
        words.add(problem.code());
        words.add(problem.message());
        words.add(problem.hint());
      }
      return new Failure(kind(user.exitCode()), words);
    }
    return e instanceof IOException io
        ? new Failure(Kind.STORE, one(Failures.fact(io)))
        : new Failure(Kind.DEFECT, one(stackTrace(e)));
  }

  private static List<String> one(String words) {
    return new ArrayList<>(List.of(words));
  }

  private static Kind kind(ExitCode exitCode) {
    return switch (exitCode) {
      case SOURCE -> Kind.SOURCE;
      case TEMPORARY -> Kind.TEMPORARY;
      default -> Kind.USAGE;
    };
  }

  private static String stackTrace(Exception e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  /** Ends here as the copy would have ended in this process. */
  void raise() throws IOException {
    switch (kind) {
      case STORE -> throw new IOException(words.get(0));
      case DEFECT -> throw new IllegalStateException("a task failed: " + words.get(0));
      case SOURCE -> throw UserException.source(problems());
      case USAGE -> throw UserException.usage(problems());
      case TEMPORARY -> throw UserException.temporary(problems().get(0), new IOException());
    }
  }

  private List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < words.size(); i += 3) {
      problems.add(new Problem(words.get(i), words.get(i + 1), words.get(i + 2)));
    }
    return problems;
  }
}
