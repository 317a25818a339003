package dev.bering.lint;

import java.util.ArrayList;
import java.util.List;

/**
 * A file of SQL, cut into statements and comments. Knows quotes and comments and nothing else, so
 * that one statement that cannot be parsed does not hide the others.
 *
 * @param statements without the semicolons; comments are blanks, so that positions stay
 * @param comments what follows {@code --}, or stands between the marks of a block
 */
record SqlText(List<Piece> statements, List<Piece> comments) {

  /** A part of the text and where it begins. */
  record Piece(String text, Position at) {}

  /**
   * Cuts {@code text}.
   *
   * @param backslash what a backslash before a quote is
   */
  static SqlText of(String text, Backslash backslash) {
    return new Cutter(text, backslash).cut();
  }

  /** Engines do not agree on it. */
  enum Backslash {
    /** A character as any other, as the standard has it. */
    PLAIN,
    /** It takes the quote into the text. */
    ESCAPE
  }

  private static final class Cutter {
    private final String text;
    private final Backslash backslash;
    private final List<Piece> statements = new ArrayList<>();
    private final List<Piece> comments = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private int next;
    private int line = 1;
    private int column = 1;
    private Position begin = new Position(1, 1);

    Cutter(String text, Backslash backslash) {
      this.text = text.replace("\r\n", " \n");
      this.backslash = backslash;
    }

    SqlText cut() {
      while (next < text.length()) {
        char c = text.charAt(next);
        if (text.startsWith("--", next)) {
          comment(end("\n"), 2, 0);
        } else if (text.startsWith("/*", next) && !text.startsWith("/*+", next)) {
          comment(end("*/") + 2, 2, 2);
        } else if (c == '\'' || c == '"' || c == '`') {
          quoted(c);
        } else if (c == ';') {
          finish();
          take();
          statement.setLength(0);
        } else {
          if (statement.toString().isBlank() && !Character.isWhitespace(c)) {
            statement.setLength(0);
            begin = new Position(line, column);
          }
          statement.append(take());
        }
      }
      finish();
      return new SqlText(List.copyOf(statements), List.copyOf(comments));
    }

    private void finish() {
      if (!statement.toString().isBlank()) {
        statements.add(new Piece(statement.toString().stripTrailing(), begin));
      }
      statement.setLength(0);
    }

    private int end(String mark) {
      int found = text.indexOf(mark, next);
      return found < 0 ? text.length() : found;
    }

    private void comment(int end, int before, int after) {
      int stop = Math.min(end, text.length());
      int last = Math.max(next + before, stop - after);
      comments.add(
          new Piece(
              text.substring(Math.min(next + before, stop), Math.min(last, stop)),
              new Position(line, column)));
      while (next < stop) {
        char c = take();
        statement.append(c == '\n' ? c : ' ');
      }
    }

    /** A doubled quote ends one text and begins the next, which comes to the same. */
    private void quoted(char quote) {
      if (statement.toString().isBlank()) {
        statement.setLength(0);
        begin = new Position(line, column);
      }
      statement.append(take());
      while (next < text.length()) {
        char c = take();
        statement.append(c);
        if (c == '\\' && backslash == Backslash.ESCAPE && next < text.length()) {
          statement.append(take());
        } else if (c == quote) {
          return;
        }
      }
    }

    private char take() {
      char c = text.charAt(next++);
      if (c == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
      return c;
    }
  }
}
