package dev.bering.lint;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to be found.
 *
 * @param from the engines that the SQL may have been written for; rules about others are left out
 * @param without rules that are left out
 * @param unique columns, by name without their table, whose values are different in every row; an
 *     order that includes one is total
 */
public record LintOptions(Set<Dialect> from, Set<Rule> without, Set<String> unique) {

  /** Everything, from wherever. */
  public static final LintOptions ALL = new LintOptions(Dialect.all(), Set.of(), Set.of());

  private static final Set<Dialect> ESCAPING =
      EnumSet.of(Dialect.HIVE, Dialect.SPARK3, Dialect.MYSQL, Dialect.BIGQUERY);

  public LintOptions {
    from = from.isEmpty() ? Dialect.all() : Set.copyOf(from);
    without = Set.copyOf(without);
    unique = unique.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** SQL of one engine. */
  public static LintOptions from(Dialect dialect) {
    return new LintOptions(Set.of(dialect), Set.of(), Set.of());
  }

  /** This one with columns that are unique. */
  public LintOptions unique(String... columns) {
    return new LintOptions(from, without, Set.copyOf(List.of(columns)));
  }

  boolean wants(Rule rule) {
    return !without.contains(rule) && rule.dialects().stream().anyMatch(from::contains);
  }

  /** Read as an escape only where the engine is known to: elsewhere a text may end in one. */
  SqlText.Backslash backslash() {
    return ESCAPING.containsAll(from) ? SqlText.Backslash.ESCAPE : SqlText.Backslash.PLAIN;
  }

  boolean squareBrackets() {
    return from.equals(Set.of(Dialect.TSQL));
  }
}
