package dev.bering.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The SQL of one engine, where engines differ. What all of them spell alike is written where it is
 * used: {@code value::DOUBLE}, {@code IS NOT DISTINCT FROM}, {@code count(*) FILTER (WHERE ...)},
 * {@code bit_xor}, joins by name of kind, {@code ORDER BY ... NULLS LAST}.
 *
 * <p>Types are {@link SqlType}s, which are spelled alike in every plan and report; {@link #type}
 * says how this engine calls them. Arguments are SQL expressions unless they are said to be texts.
 */
public interface SqlDialect {

  /** A name, quoted. */
  String identifier(String name);

  /** A text, quoted. */
  String literal(String text);

  /** How the engine calls a type that holds every value of {@code type}. */
  String type(SqlType type);

  /**
   * {@code value} as another type; parts of structs are matched by name. What the other type cannot
   * hold is an error of the query.
   */
  String cast(String value, SqlType from, SqlType to);

  /** {@code text} read as a type, null if it is not of that type. */
  String tryRead(String text, SqlType type);

  /** True or false: all of {@code text} matches a regular expression. */
  String matches(String text, String expression);

  /** The text in which a value is shown; different values of a plain type show differently. */
  String printed(String value, SqlType type);

  /**
   * A 64-bit hash of a tuple that may be XORed and {@linkplain #total totalled} over rows. The
   * arguments come from {@link #hashed}, from other hashes, or are booleans.
   */
  String hash(List<String> parts);

  /** A 64-bit hash that only deals rows into buckets; {@code parts} as in {@link #hash}. */
  String bucketHash(List<String> parts);

  /**
   * A second hash of a whole row that fails independently of the first; empty if rows get no second
   * one here, for speed.
   */
  Optional<String> secondHash(List<String> parts);

  /** A value of a plain type in the parts in which it enters a hash. */
  List<String> hashed(String value, SqlType type);

  /** Whether null hashes like some value of the type, so that being null must be hashed too. */
  boolean hashesNullLikeAValue(SqlType type);

  /**
   * Aggregate that is true if a column may hold null, from statistics and without reading it; empty
   * if the engine has no such statistics.
   */
  Optional<String> mayHoldNull(String column);

  /** Aggregates over 64-bit hashes that together are their sum; none overflows. */
  List<String> total(String hash);

  /** True or false: a float or double is neither NaN nor infinite. */
  String isFinite(String value);

  /** True or false: the sign of a float or double; of NaN, false. */
  String isNegative(String value);

  /** |left - right| of whole numbers or decimals, in {@code type}; null if it does not hold it. */
  String distance(String left, String right, SqlType type);

  /** A part of a struct. */
  String part(String struct, String name);

  /** A struct of named values, in their order. */
  String struct(Map<String, String> parts);

  /** A list with {@code body}, an expression over {@code variable}, in place of each element. */
  String each(String list, String variable, String body);

  /** A list in the order of its elements, nulls first. */
  String sorted(String list);

  /** A list with its last element first. */
  String reversed(String list);

  /** A list of texts as one text, separated by commas. */
  String commaSeparated(String list);

  /** The entries of a map: a list of structs of {@code key} and {@code value}. */
  default String entries(String map) {
    return "map_entries(%s)".formatted(map);
  }

  /** A text with each letter in lower case, whatever stands beside it, and by no language. */
  default String lower(String text) {
    return "lower(%s)".formatted(text);
  }

  /** A text in Unicode normal form C; empty if the engine knows no normal forms. */
  default Optional<String> composed(String text) {
    return Optional.empty();
  }

  /**
   * One text for all texts that are the same JSON: order of keys, blanks and spelling of numbers do
   * not count. An error of the query if it is none; empty if the engine cannot.
   */
  default Optional<String> canonicalJson(String text) {
    return Optional.empty();
  }

  /** True or false: a text is JSON; empty if the engine cannot say. */
  default Optional<String> isJson(String text) {
    return Optional.empty();
  }

  /** The moment of a local time in the zone of a name; empty if the engine knows no zones. */
  default Optional<String> moment(String timestamp, String zone) {
    return Optional.empty();
  }

  /** A timestamp without what is finer than a unit, such as {@code second}, towards the past. */
  default String truncated(String timestamp, SqlType type, String unit) {
    return "date_trunc(%s, %s)".formatted(literal(unit), timestamp);
  }

  /**
   * True or false: {@code text}, which spells a number, has the digits that {@code number}, the
   * float or double that is read from it, has when it is written with as many of them, so that no
   * digit was lost; empty if the engine cannot say.
   */
  default Optional<String> isSpelledBy(String number, String text) {
    return Optional.empty();
  }

  /**
   * The number that a whole float or double is, to its last digit, as one of the widest integer
   * type; null if the engine cannot say, as it may be from 2^63 on.
   */
  String whole(String number);

  /**
   * The place of a finite float or double among all of its type, in order, as a whole number of
   * which both zeros have one; empty if the engine cannot say.
   */
  default Optional<String> ordinal(String value, SqlType type) {
    return Optional.empty();
  }
}
