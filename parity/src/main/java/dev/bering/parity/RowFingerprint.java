package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.Sql;
import dev.bering.engine.SqlType;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.ColumnPlan.Hashing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all rows of a table add up to, in no order and without a key: equal fingerprints mean the
 * same rows equally often.
 *
 * <p>Each row has two 64-bit hashes over all its values; the fingerprint is the number of rows with
 * XOR and sum of both. How values enter a hash, and why so, is told at {@link Fingerprints}; nested
 * values enter as a text that spells out where each part ends, and of zero the sign counts. Two
 * tables that differ are taken for equal with a chance of about 2^-128; the hashes resist
 * accidents, not a forger.
 *
 * @param rowCount how many rows
 * @param columns names and types, in order of name
 * @param digest 32 hexadecimal digits
 */
public record RowFingerprint(long rowCount, List<String> columns, String digest) {

  private static final String SALT = "'bering'";
  private static final int DIGEST_DIGITS = 32;

  public RowFingerprint {
    columns = List.copyOf(columns);
  }

  /**
   * Reads every row of a relation once.
   *
   * @throws UserException COMPARE_TYPE_UNSUPPORTED, by name and for all columns at once, if a
   *     column cannot be read or hashed faithfully
   */
  public static RowFingerprint of(Engine engine, Relation relation) {
    List<RelationColumn> columns =
        relation.columns().stream()
            .sorted((one, other) -> one.name().compareTo(other.name()))
            .toList();
    requireHashable(relation, columns);
    String parts =
        columns.isEmpty()
            ? "0"
            : columns.stream().flatMap(RowFingerprint::parts).collect(Collectors.joining(", "));
    List<String> sums =
        engine.query(
            """
            SELECT concat_ws(' ', count(*), coalesce(bit_xor(a), 0), coalesce(sum(a), 0),
                   coalesce(bit_xor(b), 0), coalesce(sum(b), 0))
            FROM (SELECT hash(hash(%2$s)) AS a, hash(hash(%3$s, %2$s)) AS b FROM %1$s)
            """
                .formatted(Sql.identifier(relation.name()), parts, SALT),
            row -> row.string(0));
    return new RowFingerprint(
        Long.parseLong(sums.get(0).substring(0, sums.get(0).indexOf(' '))),
        columns.stream().map(column -> column.name() + " " + column.type().sql()).toList(),
        digest(sums.get(0)));
  }

  private static void requireHashable(Relation relation, List<RelationColumn> columns) {
    List<Problem> problems = new ArrayList<>();
    for (RelationColumn column : columns) {
      if (!isHashable(column.type())) {
        problems.add(
            new Problem(
                "COMPARE_TYPE_UNSUPPORTED",
                "Cannot compare the rows of %s: column '%s' is of type %s, which this engine cannot read faithfully."
                    .formatted(relation.source(), column.name(), column.type().sql()),
                "check the files instead, or compare the other columns with 'bering diff"
                    + " --ignore'"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.undecided(problems);
    }
  }

  private static boolean isHashable(SqlType type) {
    if (type instanceof SqlType.ListOf list) {
      return isHashable(list.element());
    }
    if (type instanceof SqlType.MapOf map) {
      return isHashable(map.key()) && isHashable(map.value());
    }
    if (type instanceof SqlType.Struct struct) {
      return struct.fields().stream().allMatch(field -> isHashable(field.type()));
    }
    return type instanceof SqlType.Untyped || ValueSql.hashing(type) != Hashing.NONE;
  }

  /** What a column brings into the hash of its row. */
  private static Stream<String> parts(RelationColumn column) {
    String value = Sql.identifier(column.name());
    String isNull = value + " IS NULL";
    if (isNested(column.type())) {
      return text(spelled(value, column.type(), 0));
    }
    if (isFloat(column.type())) {
      return Stream.of(value, sign(value), isNull);
    }
    return switch (hashing(column.type())) {
      case VALUE -> Stream.of(value, isNull);
      case TEXT ->
          Stream.of(
              value,
              "%s || %s".formatted(isBlob(column.type()) ? "'x'::BLOB" : "'x'", value),
              isNull);
      case PRINTED -> Stream.concat(text(value + "::VARCHAR"), Stream.of(isNull));
      case NONE -> throw new IllegalStateException("cannot be hashed: " + column);
    };
  }

  private static Stream<String> text(String value) {
    return Stream.of(value, "'x' || " + value);
  }

  /**
   * A value as text that another value does not have, but by accident: hashes of its parts, with
   * marks that no hash holds where parts begin and end. Entries of maps are in order of their text.
   */
  private static String spelled(String value, SqlType type, int depth) {
    return "CASE WHEN %s IS NULL THEN 'n' ELSE %s END"
        .formatted(value, spelledValue(value, type, depth));
  }

  private static String spelledValue(String value, SqlType type, int depth) {
    String part = "p" + depth;
    if (type instanceof SqlType.ListOf list) {
      return "'[' || array_to_string(list_transform(%s, lambda %s: %s), ',') || ']'"
          .formatted(value, part, spelled(part, list.element(), depth + 1));
    }
    if (type instanceof SqlType.MapOf map) {
      return "'<' || array_to_string(list_sort(list_transform(map_entries(%s), lambda %s: %s || '=' || %s)), ',') || '>'"
          .formatted(
              value,
              part,
              spelled("struct_extract(%s, 'key')".formatted(part), map.key(), depth + 1),
              spelled("struct_extract(%s, 'value')".formatted(part), map.value(), depth + 1));
    }
    if (type instanceof SqlType.Struct struct) {
      return struct.fields().stream()
          .map(
              field ->
                  spelled(
                      "struct_extract(%s, %s)".formatted(value, Sql.literal(field.name())),
                      field.type(),
                      depth))
          .collect(Collectors.joining(" || ',' || ", "'{' || ", " || '}'"));
    }
    if (isFloat(type)) {
      return "hash(%s)::VARCHAR || %s::VARCHAR".formatted(value, sign(value));
    }
    return switch (hashing(type)) {
      case VALUE -> "hash(%s)::VARCHAR".formatted(value);
      case TEXT -> "md5(%s)".formatted(isBlob(type) ? value : value + "::VARCHAR");
      case PRINTED -> value + "::VARCHAR";
      case NONE -> throw new IllegalStateException("cannot be hashed: " + type);
    };
  }

  /** Zero and minus zero are equal and hash alike; a NaN has no sign worth telling. */
  private static String sign(String value) {
    return "(signbit(%1$s) AND NOT isnan(%1$s))".formatted(value);
  }

  private static Hashing hashing(SqlType type) {
    return type instanceof SqlType.Untyped ? Hashing.TEXT : ValueSql.hashing(type);
  }

  private static boolean isNested(SqlType type) {
    return type instanceof SqlType.ListOf
        || type instanceof SqlType.MapOf
        || type instanceof SqlType.Struct;
  }

  private static boolean isFloat(SqlType type) {
    return type.sql().equals("FLOAT") || type.sql().equals("DOUBLE");
  }

  private static boolean isBlob(SqlType type) {
    return type.sql().equals("BLOB");
  }

  private static String digest(String sums) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(sums.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGEST_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
