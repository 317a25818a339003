package dev.bering.lint;

/**
 * Something that engines answer differently.
 *
 * @param excerpt the SQL that is meant, shortened
 * @param differs what differs between which engines
 * @param instead what to write instead
 */
public record Finding(
    String file, int line, int column, Rule rule, String excerpt, String differs, String instead) {

  /** As compilers print it, with the next step on a line of its own. */
  @Override
  public String toString() {
    return "%s:%d:%d: %s %s: %s\n    instead: %s"
        .formatted(file, line, column, rule, excerpt, differs, instead);
  }
}
