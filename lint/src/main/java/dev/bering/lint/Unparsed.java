package dev.bering.lint;

/**
 * A statement that could not be read, so nothing is known of it.
 *
 * @param fact what stood in the way
 */
public record Unparsed(String file, int line, int column, String fact) {

  /** As compilers print it. */
  @Override
  public String toString() {
    return "%s:%d:%d: cannot be parsed: %s".formatted(file, line, column, fact);
  }
}
