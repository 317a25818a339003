package dev.bering.examples;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Checks lines against the schema and remembers everything that is wrong with them. Readers of CSV
 * are lenient: they round 1.5 to 2 where a whole number belongs and skip empty lines, and either
 * would change the platform's results unseen.
 */
final class LineCheck {

  private static final ConnectionColumn[] COLUMNS = ConnectionColumn.values();
  private static final int PROBLEMS_SHOWN = 10;
  private static final int TEXT_SHOWN = 40;
  private static final String HINT = "use a file as the KDD Cup 1999 data set has it, unchanged";

  private final String source;
  private final List<Problem> problems = new ArrayList<>();
  private long lineNumber;
  private long wrongCount;

  LineCheck(String source) {
    this.source = source;
  }

  /** Checks the next line. */
  void check(String line) {
    lineNumber++;
    int found = columnCount(line);
    if (found != COLUMNS.length) {
      wrong("has %d %s, not %d", found, found == 1 ? "column" : "columns", COLUMNS.length);
      return;
    }
    int from = 0;
    for (ConnectionColumn column : COLUMNS) {
      int comma = line.indexOf(',', from);
      int to = comma < 0 ? line.length() : comma;
      if (!column.kind().accepts(line, from, to)) {
        String text = shown(line.substring(from, to));
        wrong("has %s '%s', not %s", column.columnName(), text, column.kind().phrase());
      }
      from = to + 1;
    }
  }

  private static int columnCount(String line) {
    int count = 1;
    for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', comma + 1)) {
      count++;
    }
    return count;
  }

  /** How many lines there were. */
  long lineCount() {
    return lineNumber;
  }

  /**
   * Ends the check.
   *
   * @throws UserException CONNECTIONS_INVALID with the first facts and how many more there are
   */
  void refuseWrongLines() {
    long notShown = wrongCount - problems.size();
    if (notShown > 0) {
      problems.add(problem("%d more such facts".formatted(notShown)));
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
  }

  private void wrong(String fact, Object... parts) {
    if (wrongCount++ < PROBLEMS_SHOWN) {
      problems.add(problem("line " + lineNumber + " " + String.format(Locale.ROOT, fact, parts)));
    }
  }

  private Problem problem(String fact) {
    return new Problem(
        "CONNECTIONS_INVALID",
        "Cannot read connections from %s: %s.".formatted(source, fact),
        HINT);
  }

  private static String shown(String text) {
    return text.length() <= TEXT_SHOWN ? text : text.substring(0, TEXT_SHOWN) + "...";
  }
}
