package dev.bering.lint;

import static dev.bering.lint.Dialect.BIGQUERY;
import static dev.bering.lint.Dialect.HIVE;
import static dev.bering.lint.Dialect.MYSQL;
import static dev.bering.lint.Dialect.ORACLE;
import static dev.bering.lint.Dialect.POSTGRES;
import static dev.bering.lint.Dialect.PRESTO;
import static dev.bering.lint.Dialect.SPARK3;
import static dev.bering.lint.Dialect.TERADATA;
import static dev.bering.lint.Dialect.TSQL;

import java.util.Set;

/** What is pointed at. The name is the code in reports and in allowances. */
public enum Rule {
  ORDER_TIES(
      Dialect.all(),
      "rows that are equal in the order get their numbers by chance, differently in every run",
      "add columns that make the order total, and name a unique one with --unique"),
  LIMIT_TIES(
      Dialect.all(),
      "which of the rows are kept is chance unless the order is total",
      "order by columns that make it total, and name a unique one with --unique"),
  WINDOW_FRAME(
      Dialect.all(),
      "without a frame the window ends at the current row and all that are equal to it",
      "write the frame: ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW, or what is meant"),
  NULL_ORDER(
      Dialect.of(ORACLE, POSTGRES, PRESTO, HIVE),
      "nulls come first when ascending in Spark, last in Oracle, PostgreSQL, Presto and Hive of CDP",
      "write NULLS FIRST or NULLS LAST"),
  ARBITRARY_VALUE(
      Dialect.all(),
      "which value of the group, or in which order, is chance",
      "take max or min, max_by over a total order, or sort_array of the list"),
  DIVISION(
      Dialect.all(),
      "by zero is null in Hive, Spark 3 and MySQL, infinite for doubles in C#, Kusto and SCOPE;"
          + " Spark 4 fails, also for doubles",
      "divide by nullif(x, 0), use try_divide, or a CASE that says what zero means"),
  INTEGER_DIVISION(
      Dialect.of(TSQL, POSTGRES, PRESTO, TERADATA),
      "1 / 3 is 0 in T-SQL, PostgreSQL, Presto and Teradata, and 0.333 in Spark",
      "use div for whole numbers, or cast one side to double or decimal"),
  SUM_OVERFLOW(
      Dialect.all(),
      "a sum beyond bigint wraps in Hive and Spark 3, widens in PostgreSQL and Oracle, and fails in"
          + " Spark 4",
      "sum cast(x as decimal(38,0)), or declare that it fits with an allowance"),
  CAST_FAILS(
      Dialect.of(HIVE, SPARK3, MYSQL),
      "what cannot be cast is null, or the bits that fit, in Hive, Spark 3 and MySQL; Spark 4 fails",
      "use try_cast, or cast what is known to fit"),
  IMPLICIT_CAST(
      Dialect.all(),
      "a text beside a number is cast, one to the other or the other to the one, by the engine's own"
          + " rule, and Spark 4 fails on what is no number",
      "cast one side, or write the literal in the type of the column"),
  NOT_IN_NULL(
      Dialect.all(),
      "one null in the list makes NOT IN true for no row",
      "use NOT EXISTS, or keep nulls out of the list with IS NOT NULL"),
  GREATEST_NULL(
      Dialect.of(ORACLE, MYSQL, BIGQUERY),
      "one null makes it null in Oracle, MySQL and BigQuery; Spark skips nulls",
      "write a CASE for null"),
  CONCAT_NULL(
      Dialect.of(ORACLE, TSQL),
      "null counts as the empty text in Oracle and in CONCAT of T-SQL; in Spark the result is null",
      "use coalesce(x, ''), or concat_ws"),
  UNION_POSITION(
      Dialect.all(),
      "columns are matched by position, so a column more or in another place shifts values silently",
      "name the same columns in the same order in every branch, without *"),
  INITCAP(
      Dialect.of(ORACLE, POSTGRES),
      "Oracle and PostgreSQL begin a word after every character that is no letter or digit, Spark"
          + " after a space",
      "write the rule out, or compare after lower()"),
  REGEX_DIALECT(
      Dialect.of(PRESTO, BIGQUERY, ORACLE, POSTGRES, MYSQL),
      "lookaround, back-references and possessive quantifiers are of Java; RE2 (Presto, BigQuery) and"
          + " POSIX have none or others",
      "write it without, or test it on recorded texts"),
  SPLIT_REGEX(
      Dialect.of(PRESTO, BIGQUERY, POSTGRES, TSQL),
      "the separator of split is a regular expression in Spark and Hive",
      "escape it, such as split(x, '\\\\.')"),
  TEXT_COLLATION(
      Dialect.of(TSQL, MYSQL, TERADATA),
      "T-SQL, MySQL and Teradata ignore case, and trailing spaces, as the collation says; Spark"
          + " compares bytes",
      "compare lower() of both sides, or COLLATE UTF8_LCASE"),
  SUBSTRING_BASE(
      Dialect.of(POSTGRES, TSQL, PRESTO),
      "position 0 or below uses up length in PostgreSQL and T-SQL; Spark takes 0 as 1 and counts"
          + " negative ones from the end",
      "begin at 1, or use left() and right()"),
  DATE_PATTERN(
      Dialect.of(HIVE, SPARK3),
      "the letters Y, u, e, c, W, F and hh without a mean other things since Spark 3, or nothing",
      "use yyyy, MM, dd, HH, mm, ss; E for the name of the day"),
  DATE_DIFFERENCE(
      Dialect.of(TSQL),
      "T-SQL counts the boundaries that are crossed, Spark whole units",
      "truncate both sides to the unit first"),
  HASH_FUNCTION(
      Dialect.all(),
      "each engine has a hash of its own, so buckets and keys made of it differ",
      "use md5 or sha2 of a text, or map the keys when comparing"),
  NON_DETERMINISTIC(
      Dialect.all(),
      "the value differs from run to run, so outputs cannot be equal",
      "pass the time, the seed or the id as a parameter, or leave the column out when comparing"),
  ALLOW_REASON(
      Dialect.all(),
      "an allowance without a known rule or without a reason allows nothing",
      "write -- bering:allow RULE because REASON"),
  ALLOW_UNUSED(Dialect.all(), "nothing is found that this allowance allows", "remove it");

  @SuppressWarnings("ImmutableEnumChecker") // never handed out but as a copy
  private final Set<Dialect> dialects;

  private final String differs;
  private final String instead;

  Rule(Set<Dialect> dialects, String differs, String instead) {
    this.dialects = dialects;
    this.differs = differs;
    this.instead = instead;
  }

  /** Which engines differ from Spark 4 in this, or from themselves. */
  public Set<Dialect> dialects() {
    return Set.copyOf(dialects);
  }

  /** What differs between which engines. */
  public String differs() {
    return differs;
  }

  /** What to write instead. */
  public String instead() {
    return instead;
  }
}
