package dev.bering.parity;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions that need not answer the same each time they are asked: a condition that calls one
 * chooses other rows at each scan. DuckDB names its own by their stability; those of Spark are here
 * by their documentation.
 */
final class FickleFunctions {

  private static final Set<String> CALLED =
      Set.of(
          "age",
          "curdate",
          "current_connection_id",
          "current_database",
          "current_query",
          "current_query_id",
          "current_schema",
          "current_schemas",
          "current_setting",
          "current_timezone",
          "current_transaction_id",
          "currval",
          "error",
          "gen_random_uuid",
          "get_current_time",
          "get_current_timestamp",
          "getvariable",
          "in_search_path",
          "input_file_name",
          "monotonically_increasing_id",
          "nextval",
          "now",
          "rand",
          "randn",
          "random",
          "randstr",
          "setseed",
          "setval",
          "shuffle",
          "sleep_ms",
          "spark_partition_id",
          "stats",
          "today",
          "transaction_timestamp",
          "txid_current",
          "uniform",
          "unix_timestamp",
          "uuid",
          "uuidv4",
          "uuidv7",
          "vector_type",
          "write_log");

  /** These are called without parentheses too. */
  private static final Set<String> NAMED =
      Set.of(
          "current_date",
          "current_localtime",
          "current_localtimestamp",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp");

  private static final Pattern WORD = Pattern.compile("\\b([a-z_][a-z_0-9]*)\\b(\"?\\s*\\(|)");
  private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");

  private FickleFunctions() {}

  /** The first of them that a condition names, if there is one. */
  static Optional<String> in(String condition) {
    Matcher words = WORD.matcher(withoutTexts(condition).toLowerCase(Locale.ROOT));
    while (words.find()) {
      String name = words.group(1);
      if (NAMED.contains(name) || (CALLED.contains(name) && !words.group(2).isEmpty())) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Where texts may be quoted in other ways, their words count: better refused than believed. */
  private static String withoutTexts(String condition) {
    boolean isPlain = condition.indexOf('\\') < 0 && condition.indexOf('$') < 0;
    return isPlain ? TEXT.matcher(condition).replaceAll("''") : condition;
  }

  static boolean contains(String function) {
    return CALLED.contains(function) || NAMED.contains(function);
  }
}
