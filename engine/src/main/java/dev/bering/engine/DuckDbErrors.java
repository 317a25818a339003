package dev.bering.engine;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns what DuckDB says into what a person can act on. DuckDB's messages begin with their kind
 * ({@code IO Error: ...}); the kinds that blame the data are the user's to mend, the rest are
 * defects of the SQL that was sent.
 */
final class DuckDbErrors {

  private static final List<String> BLAMES_DATA =
      List.of(
          "IO Error",
          "Invalid Input Error",
          "Invalid Error",
          "Conversion Error",
          "Out of Range Error",
          "Permission Error",
          "Serialization Error");

  /** The line's own text may hold line ends; what is wrong with it comes last. */
  private static final Pattern CSV_LINE =
      Pattern.compile(
          "CSV Error on Line: (\\d+)\nOriginal Line: (.*?)\n(\\S[^\n]*)\n\\s*Possible ",
          Pattern.DOTALL);

  private DuckDbErrors() {}

  /** A table cannot be opened. */
  static UserException unreadable(Location location, SQLException e) {
    String message = message(e);
    Matcher csv = CSV_LINE.matcher(message);
    if (csv.find()) {
      return UserException.source(
          new Problem(
              "CSV_MALFORMED",
              "Cannot read %s: line %s is malformed, %s; it begins with '%s'."
                  .formatted(
                      location, csv.group(1), sentencePart(csv.group(3)), head(csv.group(2))),
              "mend the line; nothing is skipped"),
          e);
    }
    return UserException.source(
        new Problem(
            "TABLE_UNREADABLE",
            "Cannot read %s: %s.".formatted(location, sentencePart(fact(message))),
            "check that the files are complete and readable"),
        e);
  }

  /** Something sent to an open engine failed. */
  static RuntimeException failed(String sql, SQLException e) {
    String message = message(e);
    if (message.startsWith("Out of Memory Error")) {
      return UserException.temporary(
          new Problem(
              "ENGINE_OUT_OF_MEMORY",
              "Cannot finish a query: %s.".formatted(sentencePart(fact(message))),
              "free memory, or give java.io.tmpdir more space"),
          e);
    }
    if (BLAMES_DATA.stream().anyMatch(message::startsWith)) {
      return UserException.source(
          new Problem(
              "DATA_UNREADABLE",
              "Cannot finish a query: %s.".formatted(sentencePart(fact(message))),
              "check the value or the file that it names"),
          e);
    }
    return new IllegalStateException("DuckDB refuses: " + message + "\nin: " + sql, e);
  }

  private static String message(SQLException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The first line without the kind in front. */
  private static String fact(String message) {
    String line = message.lines().findFirst().orElse(message);
    int colon = line.indexOf("Error: ");
    return colon < 0 ? line : line.substring(colon + "Error: ".length());
  }

  private static String sentencePart(String text) {
    String part = text.strip();
    return part.endsWith(".") ? part.substring(0, part.length() - 1) : part;
  }

  private static String head(String line) {
    String first = line.lines().findFirst().orElse("");
    return first.length() <= 60 ? first : first.substring(0, 60) + "...";
  }
}
