package dev.bering.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * DuckDB's SQL.
 *
 * <p>DuckDB's {@code hash} is fast and not made for fingerprints; each of its weaknesses is met
 * here:
 *
 * <ul>
 *   <li>{@code hash(a, b)} is {@code f(hash(a)) ^ hash(b)}: under XOR, values of b could change
 *       places between rows unseen. So every tuple's hash is hashed once more.
 *   <li>The hash of a text multiplies 8 bytes after 8 without mixing: half of all pairs of texts
 *       that differ in bit 6 of their 8th and 16th byte collide. So texts are hashed twice, the
 *       second time with a letter in front that moves the blocks. Each text is hashed on its own
 *       first: a function of one column is worked out once for each entry of a dictionary.
 *   <li>A 128-bit number hashes as the XOR of its halves: 0 and -1 collide. So they are hashed as
 *       text. Nested lists forget where they end, so nested values have no parts here.
 *   <li>null hashes like the 64-bit value -2930909409056394622. So whether a value is null is
 *       hashed too, for types that have that value and columns that may hold null.
 * </ul>
 */
final class DuckDbDialect implements SqlDialect {

  private static final Set<String> TYPES_WITH_THE_HASH_OF_NULL =
      Set.of(
          "BIGINT",
          "UBIGINT",
          "DOUBLE",
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE");

  /** A decimal of more digits is a 128-bit number. */
  private static final int MAX_DIGITS_OF_64_BITS = 18;

  /** In its exact decimal form. */
  private static final int MOST_DIGITS_OF_A_DOUBLE = 767;

  DuckDbDialect() {}

  @Override
  public String identifier(String name) {
    return Sql.identifier(name);
  }

  @Override
  public String literal(String text) {
    return Sql.literal(text);
  }

  @Override
  public String type(SqlType type) {
    return type.sql();
  }

  @Override
  public String cast(String value, SqlType from, SqlType to) {
    return "CAST(%s AS %s)".formatted(value, type(to));
  }

  @Override
  public String tryRead(String text, SqlType type) {
    return "TRY_CAST(%s AS %s)".formatted(text, type(type));
  }

  @Override
  public String matches(String text, String expression) {
    return "regexp_full_match(%s, %s)".formatted(text, literal(expression));
  }

  @Override
  public String printed(String value, SqlType type) {
    return value + "::VARCHAR";
  }

  @Override
  public String hash(List<String> parts) {
    return "hash(hash(%s))".formatted(String.join(", ", parts));
  }

  @Override
  public String bucketHash(List<String> parts) {
    return "hash(%s)".formatted(String.join(", ", parts));
  }

  @Override
  public Optional<String> secondHash(List<String> parts) {
    return Optional.empty();
  }

  @Override
  public List<String> hashed(String value, SqlType type) {
    return switch (type.sql()) {
      case "VARCHAR", "JSON" -> twice(value, "'x'");
      case "BLOB" -> twice(value, "'x'::BLOB");
      case "HUGEINT", "UHUGEINT", "UUID" -> twice(value + "::VARCHAR", "'x'");
      default ->
          type instanceof SqlType.Decimal decimal && decimal.precision() > MAX_DIGITS_OF_64_BITS
              ? twice(value + "::VARCHAR", "'x'")
              : List.of(value);
    };
  }

  private static List<String> twice(String text, String letter) {
    return List.of("hash(%s)".formatted(text), "hash(%s || %s)".formatted(letter, text));
  }

  @Override
  public boolean hashesNullLikeAValue(SqlType type) {
    return TYPES_WITH_THE_HASH_OF_NULL.contains(type.sql());
  }

  @Override
  public Optional<String> mayHoldNull(String column) {
    return Optional.of("coalesce((stats(%s).has_null)::BOOLEAN, true)".formatted(column));
  }

  @Override
  public List<String> total(String hash) {
    return List.of("sum(%s)".formatted(hash));
  }

  @Override
  public String isFinite(String value) {
    return "isfinite(%s)".formatted(value);
  }

  @Override
  public String isNegative(String value) {
    return "(signbit(%1$s) AND NOT isnan(%1$s))".formatted(value);
  }

  @Override
  public String distance(String left, String right, SqlType type) {
    return "try(abs(%2$s::%1$s - %3$s::%1$s))".formatted(type(type), left, right);
  }

  @Override
  public String part(String struct, String name) {
    return "struct_extract(%s, %s)".formatted(struct, literal(name));
  }

  @Override
  public String struct(Map<String, String> parts) {
    return parts.entrySet().stream()
        .map(part -> identifier(part.getKey()) + " := " + part.getValue())
        .collect(Collectors.joining(", ", "struct_pack(", ")"));
  }

  @Override
  public String each(String list, String variable, String body) {
    return "list_transform(%s, lambda %s: %s)".formatted(list, variable, body);
  }

  @Override
  public String sorted(String list) {
    return "list_sort(%s, 'ASC', 'NULLS FIRST')".formatted(list);
  }

  @Override
  public String reversed(String list) {
    return "list_reverse(%s)".formatted(list);
  }

  @Override
  public String commaSeparated(String list) {
    return "array_to_string(%s, ',')".formatted(list);
  }

  @Override
  public Optional<String> composed(String text) {
    return Optional.of("nfc_normalize(%s)".formatted(text));
  }

  /** Every part of the JSON with its path, in order of path. */
  @Override
  public Optional<String> canonicalJson(String text) {
    return Optional.of(
        """
        (SELECT to_json(list([t.fullkey,
            CASE WHEN t.type IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN 'NUMBER' ELSE t.type END,
            CASE WHEN t.type <> 'DOUBLE' THEN t.atom::VARCHAR
              WHEN abs(t.atom::DOUBLE) < 9007199254740992 AND t.atom::DOUBLE = trunc(t.atom::DOUBLE)
              THEN t.atom::DOUBLE::BIGINT::VARCHAR
              ELSE t.atom::DOUBLE::VARCHAR END]
          ORDER BY t.fullkey, t.atom::VARCHAR))::VARCHAR FROM json_tree(%s) t)\
        """
            .formatted(text));
  }

  @Override
  public Optional<String> isJson(String text) {
    return Optional.of("json_valid(%s)".formatted(text));
  }

  @Override
  public Optional<String> moment(String timestamp, String zone) {
    return Optional.of("timezone(%s, CAST(%s AS TIMESTAMP))".formatted(literal(zone), timestamp));
  }

  /** {@code date_trunc} rounds nanoseconds to microseconds first. */
  @Override
  public String truncated(String timestamp, SqlType type, String unit) {
    if (!type.sql().equals("TIMESTAMP_NS")) {
      return "CAST(date_trunc(%s, %s) AS %s)".formatted(literal(unit), timestamp, type(type));
    }
    long nanos =
        switch (unit) {
          case "second" -> 1_000_000_000L;
          case "millisecond" -> 1_000_000L;
          case "microsecond" -> 1_000L;
          default -> throw new IllegalStateException("unknown unit " + unit);
        };
    return "make_timestamp_ns(epoch_ns(%1$s) - ((epoch_ns(%1$s) %% %2$d) + %2$d) %% %2$d)"
        .formatted(timestamp, nanos);
  }

  /**
   * Every double has an exact decimal form, of which {@code format} rounds off what it leaves out.
   */
  @Override
  public Optional<String> isSpelledBy(String number, String text) {
    String digits = significant(text);
    String written =
        "format('{:.{}e}', %s::DOUBLE, greatest(least(length(%s), %d) - 1, 0))"
            .formatted(number, digits, MOST_DIGITS_OF_A_DOUBLE);
    return Optional.of("(%s = %s)".formatted(digits, significant(written)));
  }

  /** The digits of a number without its exponent and the zeros at either end. */
  private static String significant(String text) {
    return "trim(regexp_replace(regexp_replace(%s, '[eE].*', ''), '[^0-9]', '', 'g'), '0')"
        .formatted(text);
  }

  @Override
  public String whole(String number) {
    return "TRY_CAST(%s AS HUGEINT)".formatted(number);
  }

  @Override
  public Optional<String> ordinal(String value, SqlType type) {
    boolean isFloat = type.sql().equals("FLOAT");
    String bits = "%s::BIT::%s".formatted(value, isFloat ? "INTEGER" : "BIGINT");
    return Optional.of(
        "CASE WHEN %1$s < 0 THEN (%2$d)::HUGEINT - %1$s ELSE %1$s::HUGEINT END"
            .formatted(bits, isFloat ? Integer.MIN_VALUE : Long.MIN_VALUE));
  }
}
