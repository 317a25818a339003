package dev.bering.engine;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names of columns as SQL sees them: without regard to case. */
public final class ColumnNames {

  private ColumnNames() {}

  /**
   * Refuses names that SQL cannot tell apart.
   *
   * @throws UserException COLUMNS_AMBIGUOUS naming all of them
   */
  public static void requireDistinct(Location location, List<String> names) {
    Map<String, String> seen = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      String before = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        problems.add(
            new Problem(
                "COLUMNS_AMBIGUOUS",
                "Cannot read %s: its columns '%s' and '%s' differ at most in case."
                    .formatted(location, before, name),
                "rename one of them"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
  }
}
