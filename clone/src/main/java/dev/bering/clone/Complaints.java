package dev.bering.clone;

import dev.bering.model.Counts;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every reason why a table cannot be cloned. Of one kind of reason the first few are kept and the
 * others counted: a table may have millions of files, and a person reads ten lines.
 */
public final class Complaints {

  private static final int SHOWN_OF_A_KIND = 10;

  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /** One more reason; the same one twice counts once. */
  public void add(Problem problem) {
    if (counts.merge(problem.code(), 1, Integer::sum) <= SHOWN_OF_A_KIND) {
      problems.add(problem);
    } else if (problems.contains(problem)) {
      counts.merge(problem.code(), -1, Integer::sum);
    }
  }

  /** Several more reasons. */
  public void addAll(List<Problem> some) {
    some.forEach(this::add);
  }

  /**
   * Ends here if there is any reason.
   *
   * @throws UserException with all of them
   */
  public void raise(String subject) {
    if (problems.isEmpty()) {
      return;
    }
    List<Problem> all = new java.util.ArrayList<>(problems);
    counts.forEach(
        (code, count) -> {
          if (count > SHOWN_OF_A_KIND) {
            all.add(
                new Problem(
                    code,
                    "Cannot clone %s: there %s like these."
                        .formatted(
                            subject,
                            count - SHOWN_OF_A_KIND == 1
                                ? "is 1 more problem"
                                : "are %s more problems"
                                    .formatted(Counts.of(count - SHOWN_OF_A_KIND))),
                    "mend the cause that they share"));
          }
        });
    throw UserException.source(all);
  }
}
