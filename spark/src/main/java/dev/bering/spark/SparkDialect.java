package dev.bering.spark;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark's SQL, with ANSI on.
 *
 * <p>{@code xxhash64} skips nulls, so being null is always hashed beside it; it forgets where
 * nested values end, so those have no parts here. Every row gets a second hash under another seed.
 * A sum of hashes would overflow, which ANSI makes an error and {@code try_sum} a null that equals
 * another null: so the two halves are summed apart. A struct is cast by position, so it is rebuilt
 * by name.
 */
final class SparkDialect implements SqlDialect {

  private static final String SEED = "bering";
  private static final String LARGEST_DOUBLE = "1.7976931348623157E308D";
  private static final String WIDEST_INTEGER = "DECIMAL(38,0)";

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("BOOLEAN", "BOOLEAN"),
          Map.entry("TINYINT", "TINYINT"),
          Map.entry("SMALLINT", "SMALLINT"),
          Map.entry("INTEGER", "INT"),
          Map.entry("BIGINT", "BIGINT"),
          Map.entry("UTINYINT", "SMALLINT"),
          Map.entry("USMALLINT", "INT"),
          Map.entry("UINTEGER", "BIGINT"),
          Map.entry("UBIGINT", "DECIMAL(20,0)"),
          Map.entry("HUGEINT", WIDEST_INTEGER),
          Map.entry("FLOAT", "FLOAT"),
          Map.entry("DOUBLE", "DOUBLE"),
          Map.entry("VARCHAR", "STRING"),
          Map.entry("JSON", "STRING"),
          Map.entry("BLOB", "BINARY"),
          Map.entry("DATE", "DATE"),
          Map.entry("TIMESTAMP", "TIMESTAMP_NTZ"),
          Map.entry("TIMESTAMP WITH TIME ZONE", "TIMESTAMP"));

  private static final Set<String> INTEGERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT");

  @Override
  public String identifier(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public String literal(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalStateException("NUL in a literal: " + text.replace('\0', '?'));
    }
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public String type(SqlType type) {
    if (type instanceof SqlType.ListOf list) {
      return "ARRAY<%s>".formatted(type(list.element()));
    }
    if (type instanceof SqlType.MapOf map) {
      return "MAP<%s, %s>".formatted(type(map.key()), type(map.value()));
    }
    if (type instanceof SqlType.Struct struct) {
      return struct.fields().stream()
          .map(field -> identifier(field.name()) + ": " + type(field.type()))
          .collect(Collectors.joining(", ", "STRUCT<", ">"));
    }
    if (type instanceof SqlType.Decimal) {
      return type.sql();
    }
    return Optional.ofNullable(NAMES.get(type.sql()))
        .orElseThrow(() -> new IllegalStateException("Spark has no type for " + type.sql()));
  }

  @Override
  public String cast(String value, SqlType from, SqlType to) {
    return cast(value, from, to, 0);
  }

  private String cast(String value, SqlType from, SqlType to, int depth) {
    if (type(from).equals(type(to))) {
      return value;
    }
    if (from instanceof SqlType.ListOf one && to instanceof SqlType.ListOf other) {
      String element = "e" + depth;
      return each(value, element, cast(element, one.element(), other.element(), depth + 1));
    }
    if (from instanceof SqlType.MapOf one && to instanceof SqlType.MapOf other) {
      String entry = "e" + depth;
      Map<String, String> parts = new LinkedHashMap<>();
      parts.put("key", cast(part(entry, "key"), one.key(), other.key(), depth + 1));
      parts.put("value", cast(part(entry, "value"), one.value(), other.value(), depth + 1));
      return "map_from_entries(%s)".formatted(each(entries(value), entry, struct(parts)));
    }
    if (from instanceof SqlType.Struct one && to instanceof SqlType.Struct other) {
      return "CASE WHEN %s IS NOT NULL THEN %s END"
          .formatted(value, struct(parts(value, one, other, depth)));
    }
    return from instanceof SqlType.Untyped && INTEGERS.contains(to.sql())
        ? "CAST(CAST(%s AS %s) AS %s)".formatted(value, WIDEST_INTEGER, type(to))
        : "CAST(%s AS %s)".formatted(value, type(to));
  }

  private Map<String, String> parts(
      String value, SqlType.Struct from, SqlType.Struct to, int depth) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (SqlType.Field field : to.fields()) {
      SqlType.Field source =
          from.fields().stream()
              .filter(other -> other.name().equalsIgnoreCase(field.name()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no part like " + field));
      parts.put(field.name(), cast(part(value, source.name()), source.type(), field.type(), depth));
    }
    return parts;
  }

  /** A cast to a whole number refuses {@code '1.0'}; a decimal takes it. */
  @Override
  public String tryRead(String text, SqlType type) {
    return INTEGERS.contains(type.sql())
        ? "TRY_CAST(TRY_CAST(%s AS %s) AS %s)".formatted(text, WIDEST_INTEGER, type(type))
        : "TRY_CAST(%s AS %s)".formatted(text, type(type));
  }

  /** To Java a vertical tab is a blank too. */
  @Override
  public String matches(String text, String expression) {
    String blanks = expression.replace("\\s", "[\\t\\n\\f\\r ]");
    return "%s RLIKE %s".formatted(text, literal("^(?:" + blanks + ")\\z"));
  }

  @Override
  public String printed(String value, SqlType type) {
    return switch (type.sql()) {
      case "BLOB" -> "hex(%s)".formatted(value);
      case "TIMESTAMP WITH TIME ZONE" -> "CAST(%s AS STRING) || '+00'".formatted(value);
      default -> "CAST(%s AS STRING)".formatted(value);
    };
  }

  @Override
  public String hash(List<String> parts) {
    return "xxhash64(%s)".formatted(String.join(", ", parts));
  }

  @Override
  public String bucketHash(List<String> parts) {
    return hash(parts);
  }

  @Override
  public Optional<String> secondHash(List<String> parts) {
    return Optional.of(hash(Stream.concat(Stream.of(literal(SEED)), parts.stream()).toList()));
  }

  @Override
  public List<String> hashed(String value, SqlType type) {
    return List.of(value);
  }

  @Override
  public boolean hashesNullLikeAValue(SqlType type) {
    return true;
  }

  @Override
  public Optional<String> mayHoldNull(String column) {
    return Optional.empty();
  }

  /** {@code date_trunc} makes a moment of a local time; the time zone is UTC, so it goes back. */
  @Override
  public String truncated(String timestamp, SqlType type, String unit) {
    return "CAST(date_trunc(%s, CAST(%s AS TIMESTAMP)) AS %s)"
        .formatted(literal(unit), timestamp, type(type));
  }

  @Override
  public List<String> total(String hash) {
    return List.of(
        "sum(%s & 4294967295)".formatted(hash), "sum(shiftrightunsigned(%s, 32))".formatted(hash));
  }

  @Override
  public String isFinite(String value) {
    // NaN is larger than every other double.
    return "abs(%s) <= %s".formatted(value, LARGEST_DOUBLE);
  }

  /**
   * Only the digits that Java writes are compared: they are read as the number again. A text of
   * other digits may be spelled as well as Java does, which is not always the shortest way.
   */
  @Override
  public Optional<String> isSpelledBy(String number, String text) {
    String written = "CAST(%s AS STRING)".formatted(number);
    return Optional.of("(%s = %s)".formatted(significant(text), significant(written)));
  }

  /** The digits of a number without its exponent and the zeros at either end. */
  private static String significant(String text) {
    return "trim(BOTH '0' FROM regexp_replace(regexp_replace(%s, '[eE].*', ''), '[^0-9]', ''))"
        .formatted(text);
  }

  /** A cast to a decimal goes by the digits that Java writes, and those are not all there are. */
  @Override
  public String whole(String number) {
    return "CASE WHEN abs(%1$s) < 9223372036854775808D THEN CAST(TRY_CAST(%1$s AS BIGINT) AS %2$s) END"
        .formatted(number, WIDEST_INTEGER);
  }

  @Override
  public String isNegative(String value) {
    return "CAST(%s AS STRING) LIKE '-%%'".formatted(value);
  }

  @Override
  public String distance(String left, String right, SqlType type) {
    // No abs: compiled, it also looks at a difference that is too long, and fails instead of null.
    String one = "CAST(%s AS %s)".formatted(left, type(type));
    String other = "CAST(%s AS %s)".formatted(right, type(type));
    return "CASE WHEN %1$s >= %2$s THEN try_subtract(%1$s, %2$s) ELSE try_subtract(%2$s, %1$s) END"
        .formatted(one, other);
  }

  @Override
  public String part(String struct, String name) {
    return "(%s).%s".formatted(struct, identifier(name));
  }

  @Override
  public String struct(Map<String, String> parts) {
    return parts.entrySet().stream()
        .map(part -> literal(part.getKey()) + ", " + part.getValue())
        .collect(Collectors.joining(", ", "named_struct(", ")"));
  }

  @Override
  public String each(String list, String variable, String body) {
    return "transform(%s, %s -> %s)".formatted(list, variable, body);
  }

  @Override
  public String sorted(String list) {
    return "sort_array(%s)".formatted(list);
  }

  @Override
  public String reversed(String list) {
    return "reverse(%s)".formatted(list);
  }

  /** A capital sigma would become another letter at the end of a word, and a dotted I two. */
  @Override
  public String lower(String text) {
    return "lower(translate(%s, '\u03a3\u0130', '\u03c3i'))".formatted(text);
  }

  @Override
  public String commaSeparated(String list) {
    return "array_join(%s, ',')".formatted(list);
  }
}
