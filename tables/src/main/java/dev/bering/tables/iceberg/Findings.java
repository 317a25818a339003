package dev.bering.tables.iceberg;

import dev.bering.model.Counts;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every reason why a table cannot be read. Of one kind of reason the first few are kept and the
 * others counted: a table may have millions of files, and a person reads ten lines.
 */
final class Findings {

  private static final int SHOWN_OF_A_KIND = 10;

  private final String table;
  private final Map<String, List<Problem>> problems = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private boolean damaged;

  Findings(String table) {
    this.table = table;
  }

  /** Something is missing, or not as the specification says. */
  void damaged(String fact) {
    damaged = true;
    add("ICEBERG_UNREADABLE", fact, "restore what is missing, or read a healthy copy of the table");
  }

  /** Something is as it may be, and this version does not read it. */
  void unsupported(String fact, String hint) {
    add("ICEBERG_UNSUPPORTED", fact, hint);
  }

  void add(Obstacle obstacle) {
    switch (obstacle.kind()) {
      case DAMAGED -> damaged(obstacle.fact());
      case ENCRYPTED ->
          unsupported(obstacle.fact(), "compare it with an engine that holds the keys");
      case UNKNOWN_FORMAT -> unsupported(obstacle.fact(), "use a newer Bering");
    }
  }

  private void add(String code, String fact, String hint) {
    Problem problem = new Problem(code, "Cannot read %s: %s.".formatted(table, fact), hint);
    List<Problem> known = problems.computeIfAbsent(code, any -> new ArrayList<>());
    if (known.contains(problem)) {
      return;
    }
    counts.merge(code, 1, Integer::sum);
    if (known.size() < SHOWN_OF_A_KIND) {
      known.add(problem);
    }
  }

  /**
   * Ends here if there is any reason.
   *
   * @throws UserException with all of them; of exit code 4 if the table is healthy
   */
  void raise() {
    if (problems.isEmpty()) {
      return;
    }
    List<Problem> all = new ArrayList<>();
    problems.forEach(
        (code, some) -> {
          all.addAll(some);
          int others = counts.getOrDefault(code, 0) - some.size();
          if (others > 0) {
            all.add(
                new Problem(
                    code,
                    "Cannot read %s: there %s like these."
                        .formatted(
                            table,
                            others == 1
                                ? "is 1 more problem"
                                : "are %s more problems".formatted(Counts.of(others))),
                    "mend the cause that they share"));
          }
        });
    throw damaged ? UserException.source(all) : UserException.undecided(all);
  }
}
