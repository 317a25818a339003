package dev.bering.lint;

import java.util.ArrayList;
import java.util.List;

/** Collects what the checks of one statement find. */
final class Findings {

  private static final int MAX_EXCERPT = 60;

  private final String file;
  private final Statement statement;
  private final LintOptions options;
  private final List<Finding> found = new ArrayList<>();

  Findings(String file, Statement statement, LintOptions options) {
    this.file = file;
    this.statement = statement;
    this.options = options;
  }

  LintOptions options() {
    return options;
  }

  Statement statement() {
    return statement;
  }

  /** Takes down that {@code rule} is met by {@code part}. */
  void add(Rule rule, Object part) {
    add(rule, statement.at(part), part);
  }

  /** As {@link #add(Rule, Object)}, elsewhere than where the part begins. */
  void add(Rule rule, Position at, Object part) {
    if (options.wants(rule)) {
      String text = part.toString().strip().replaceAll("\\s+", " ");
      String excerpt =
          text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT - 3) + "...";
      var finding =
          new Finding(file, at.line(), at.column(), rule, excerpt, rule.differs(), rule.instead());
      if (!found.contains(finding)) {
        found.add(finding);
      }
    }
  }

  List<Finding> found() {
    return List.copyOf(found);
  }
}
