package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
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

  private static final String SALT = "bering";
  private static final SqlType SUM = new SqlType.Simple("HUGEINT");
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
    SqlDialect dialect = engine.dialect();
    Spelling spelling = new Spelling(dialect);
    List<String> parts = columns.stream().flatMap(spelling::parts).toList();
    List<String> salted = Stream.concat(Stream.of(dialect.literal(SALT)), parts.stream()).toList();
    List<String> sums =
        Stream.of("a", "b")
            .flatMap(
                hash ->
                    Stream.concat(
                        Stream.of("bit_xor(%s)".formatted(hash)), dialect.total(hash).stream()))
            .map("coalesce(%s, 0)"::formatted)
            .toList();
    List<String> found =
        engine.query(
            "SELECT concat_ws(' ', %s) FROM (SELECT %s AS a, %s AS b FROM %s)"
                .formatted(
                    Stream.concat(Stream.of("count(*)"), sums.stream())
                        .map(sum -> dialect.printed(sum, SUM))
                        .collect(Collectors.joining(", ")),
                    dialect.hash(parts.isEmpty() ? List.of("true") : parts),
                    dialect.hash(salted),
                    dialect.identifier(relation.name())),
            row -> row.string(0));
    return new RowFingerprint(
        Long.parseLong(found.get(0).substring(0, found.get(0).indexOf(' '))),
        columns.stream().map(column -> column.name() + " " + column.type().sql()).toList(),
        digest(found.get(0)));
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
