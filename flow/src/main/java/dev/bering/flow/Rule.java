package dev.bering.flow;

import java.util.Locale;
import java.util.Objects;

/**
 * What must hold of every row on an edge, and what happens to a row of which it does not; see
 * {@link FlowBuilder#check}. A row of which it is not known, because the expression is null, breaks
 * the rule too.
 *
 * @param name what reports call it
 * @param sql a boolean expression over the columns of the row, of Spark's own functions, which
 *     gives the same answer each time: no random numbers, no current time
 */
public record Rule(Action action, String name, String sql) {

  /** What happens to a row that breaks a rule. */
  public enum Action {
    /** It is counted and passes. */
    WARN,
    /** It is counted and goes to the rejected rows. */
    DROP,
    /** The run fails, and nothing that reads the checked rows is published. */
    FAIL
  }

  public Rule {
    Objects.requireNonNull(action, "action is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(sql, "sql is null");
  }

  /** Counts rows of which {@code sql} is not true. */
  public static Rule warn(String sql) {
    return new Rule(Action.WARN, sql, sql);
  }

  /** Sends rows of which {@code sql} is not true to the rejected ones. */
  public static Rule drop(String sql) {
    return new Rule(Action.DROP, sql, sql);
  }

  /** Fails the run at the first row of which {@code sql} is not true. */
  public static Rule fail(String sql) {
    return new Rule(Action.FAIL, sql, sql);
  }

  /** This rule under a name of its own. */
  public Rule named(String other) {
    return new Rule(action, other, sql);
  }

  /** As plans print it. */
  @Override
  public String toString() {
    String word = action.name().toLowerCase(Locale.ROOT);
    return name.equals(sql) ? word + " " + sql : "%s %s: %s".formatted(word, name, sql);
  }
}
