package dev.bering.lint;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.SimpleNode;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.CreateFunctionalStatement;
import net.sf.jsqlparser.statement.UnsupportedStatement;
import org.jspecify.annotations.Nullable;

/** Parses statements one by one, each for a limited time. */
final class SqlParser implements AutoCloseable {

  private static final int MAX_FACT = 160;
  private static final int MAX_EXCERPT = 60;

  private final LintOptions options;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          work -> {
            var thread = new Thread(work, "sql parser");
            thread.setDaemon(true);
            return thread;
          });

  SqlParser(LintOptions options) {
    this.options = options;
  }

  /** A statement that is beyond the parser, and where. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Position at;
    private final String fact;

    Unreadable(Position at, String fact, @Nullable Exception cause) {
      super(fact, cause);
      this.at = at;
      this.fact = fact;
    }

    Position at() {
      return at;
    }

    String fact() {
      return fact;
    }
  }

  /**
   * The statement.
   *
   * @throws Unreadable if it cannot be parsed, or not all of it
   */
  Statement parse(SqlText.Piece piece) throws Unreadable {
    try {
      return parse(piece, false);
    } catch (JSQLParserException | TokenMgrException simple) {
      // Deeply nested expressions need a second, slower way.
      try {
        return parse(piece, true);
      } catch (JSQLParserException | TokenMgrException e) {
        throw unreadable(piece, e);
      }
    }
  }

  private Statement parse(SqlText.Piece piece, boolean complex)
      throws JSQLParserException, Unreadable {
    CCJSqlParser parser =
        CCJSqlParserUtil.newParser(piece.text())
            .withAllowComplexParsing(complex)
            .withSquareBracketQuotation(options.squareBrackets())
            .withBackslashEscapeCharacter(options.backslash() == SqlText.Backslash.ESCAPE);
    Object statement = CCJSqlParserUtil.parseStatement(parser, executor);
    if (statement instanceof CreateFunctionalStatement
        || statement instanceof UnsupportedStatement) {
      throw new Unreadable(piece.at(), "its body is taken for words and not looked at", null);
    }
    return new Statement((SimpleNode) parser.getASTRoot(), statement, piece.at());
  }

  private static Unreadable unreadable(SqlText.Piece piece, Exception failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ParseException parse && parse.currentToken != null) {
        Token token = parse.currentToken.next;
        return token == null || (token.beginColumn == 1 && token.beginLine == 1)
            ? whole(piece, failure)
            : new Unreadable(
                at(piece, token.beginLine, token.beginColumn),
                token.image.isEmpty()
                    ? "the statement ends too early"
                    : "'%s' is not expected here".formatted(token.image),
                failure);
      }
    }
    String fact =
        String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
    return new Unreadable(
        piece.at(), fact.substring(0, Math.min(MAX_FACT, fact.length())), failure);
  }

  /** The parser tried all kinds of statements and does not say which came furthest. */
  private static Unreadable whole(SqlText.Piece piece, Exception failure) {
    String text = piece.text().strip().replaceAll("\\s+", " ");
    String shown = text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
    return new Unreadable(
        piece.at(), "no statement is known that reads '%s'".formatted(shown), failure);
  }

  private static Position at(SqlText.Piece piece, int line, int column) {
    return new Position(
        piece.at().line() + line - 1, column + (line == 1 ? piece.at().column() - 1 : 0));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
