package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.SqlDialect;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares two tables by what their rows add up to, bucket by bucket, in one scan of each.
 *
 * <p>Rows are dealt into buckets by a hash of their key. Columns are put into a few groups; each
 * row has one 64-bit hash per group, of the key and the group's values, and one over those. A
 * bucket's fingerprint is its row count, XOR and sum of the row hashes, and the XOR of the hashes
 * of each group, which tell in which columns a difference is. Equal fingerprints mean the same rows
 * equally often; a bucket in which one row differs is missed with a chance of 2^-64, and never if
 * one column of a plain type is all that differs. A group whose hashes agree in every bucket holds
 * the same values for the same keys, provided that every key occurs once on each side: there are no
 * two equal rows that XOR could cancel.
 *
 * <p>Engines differ in what their hashes cannot tell apart; each {@link SqlDialect} makes up for
 * the weaknesses of its own. What is left to meet here is that XOR cancels what occurs an even
 * number of times. The sum does not.
 *
 * <p>The hashes resist accidents, not a forger.
 */
final class Fingerprints {

  private static final String LEFT = "parity_left_fingerprints";
  private static final String RIGHT = "parity_right_fingerprints";

  /** Table (bucket usmallint, left_rows bigint, right_rows bigint, g0 boolean, ...). */
  static final String RED = "parity_red_buckets";

  private static final int MAX_GROUPS_OF_A_KIND = 4;
  private static final int PLAIN_COLUMNS_PER_GROUP = 5;
  private static final int TEXT_COLUMNS_PER_GROUP = 3;

  /** Rows of unique keys fall into buckets with a dispersion of about 1, whatever their number. */
  private static final double MAX_DISPERSION = 1.5;

  private static final int MIN_BUCKETS_TO_JUDGE = 64;

  private final Engine engine;
  private final SqlDialect dialect;
  private final ComparisonPlan plan;
  private final RowsSql rows;
  private final List<Slot> keys;
  private final List<Slot> columns;
  private final List<List<Slot>> groups;
  private final Map<String, String> sums;

  Fingerprints(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.dialect = engine.dialect();
    this.plan = plan;
    this.rows = new RowsSql(dialect, plan);
    this.keys = Slot.keys(plan);
    this.columns =
        Slot.columns(plan).stream()
            .filter(slot -> slot.plan().method() == Method.EXACT_FINGERPRINT)
            .toList();
    this.groups = groups(columns);
    this.sums = sums();
  }

  /**
   * What the fingerprints say.
   *
   * @param buckets how many there are, and which differ
   * @param suspects the columns in which a difference may be, provided that keys are unique
   * @param keys whether a join by key can become much larger than the tables
   */
  record Finding(Buckets buckets, List<Slot> suspects, Keys keys) {}

  /** How rows are spread over buckets, which are chosen by a hash of the key. */
  enum Keys {
    /** As evenly as rows whose keys are unique: hardly any key can occur often. */
    SPREAD,
    /** Unevenly, or there are too few buckets to tell. */
    CROWDED
  }

  /** Takes both sides' fingerprints; the differing buckets stay in {@link #RED}. */
  Finding take() {
    Set<Slot> nullable = nullable();
    engine.materialise(LEFT, select(Side.LEFT, nullable));
    engine.materialise(RIGHT, select(Side.RIGHT, nullable));
    engine.materialise(RED, differing());
    Keys spread = isSpread(LEFT) && isSpread(RIGHT) ? Keys.SPREAD : Keys.CROWDED;
    engine.drop(LEFT);
    engine.drop(RIGHT);
    boolean[] redGroups = new boolean[groups.size()];
    List<Buckets.Bucket> red =
        engine.query(
            "SELECT * FROM %s ORDER BY bucket".formatted(RED),
            row -> {
              for (int i = 0; i < redGroups.length; i++) {
                redGroups[i] |= row.flag(3 + i);
              }
              return new Buckets.Bucket((int) row.number(0), row.number(1), row.number(2));
            });
    List<Slot> suspects =
        IntStream.range(0, redGroups.length)
            .filter(i -> redGroups[i])
            .mapToObj(groups::get)
            .flatMap(List::stream)
            .toList();
    return new Finding(new Buckets(plan.bucketCount(), red), suspects, spread);
  }

  /**
   * Whether the variance of the buckets' row counts is about their mean. If keys occur m times each
   * it is m times the mean, so the join of two sides that pass has at most {@link #MAX_DISPERSION}
   * times as many rows as they.
   */
  private boolean isSpread(String fingerprints) {
    int count = plan.bucketCount();
    return count >= MIN_BUCKETS_TO_JUDGE
        && engine
            .query(
                "SELECT coalesce(sum(n * 1.0e0), 0), coalesce(sum(n * 1.0e0 * n), 0) FROM "
                    + fingerprints,
                row -> {
                  double mean = row.real(0) / count;
                  return row.real(1) / count - mean * mean <= MAX_DISPERSION * mean;
                })
            .get(0);
  }

  private String select(Side side, Set<Slot> nullable) {
    List<String> hashes = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      hashes.add("%s AS g%d".formatted(groupHash(groups.get(i), nullable), i));
    }
    secondHash(nullable).ifPresent(hash -> hashes.add(hash + " AS h2"));
    return """
    SELECT bucket, %s
    FROM (SELECT *, %s AS h
      FROM (SELECT %s AS bucket, %s
        FROM (SELECT *, %s AS kh FROM (%s))))
    GROUP BY bucket
    """
        .formatted(
            sums.entrySet().stream()
                .map(sum -> sum.getValue() + " AS " + sum.getKey())
                .collect(Collectors.joining(", ")),
            dialect.hash(groupNames().toList()),
            rows.bucket("kh"),
            String.join(", ", hashes),
            rows.keyHash(),
            rows.select(side, columns));
  }

  /** A bucket's fingerprint: the aggregates over its rows, each under its name. */
  private Map<String, String> sums() {
    Map<String, String> sums = new LinkedHashMap<>();
    sums.put("n", "count(*)");
    groupNames().forEach(name -> sums.put(name, "bit_xor(%s)".formatted(name)));
    List<String> rowHashes = secondHash(Set.of()).isPresent() ? List.of("h", "h2") : List.of("h");
    for (String hash : rowHashes) {
      sums.put("x_" + hash, "bit_xor(%s)".formatted(hash));
      List<String> total = dialect.total(hash);
      for (int i = 0; i < total.size(); i++) {
        sums.put("s%d_%s".formatted(i, hash), total.get(i));
      }
    }
    return sums;
  }

  private Stream<String> groupNames() {
    return IntStream.range(0, groups.size()).mapToObj(i -> "g" + i);
  }

  private String groupHash(List<Slot> group, Set<Slot> nullable) {
    return dialect.hash(
        concat(
            Stream.of("kh"),
            group.stream().flatMap(rows::hashed),
            nulls(Stream.concat(keys.stream(), group.stream()), nullable)));
  }

  private Optional<String> secondHash(Set<Slot> nullable) {
    List<Slot> slots = Stream.concat(keys.stream(), columns.stream()).toList();
    return dialect.secondHash(
        concat(slots.stream().flatMap(rows::hashed), nulls(slots.stream(), nullable), Stream.of()));
  }

  private static Stream<String> nulls(Stream<Slot> slots, Set<Slot> nullable) {
    return slots.filter(nullable::contains).map(slot -> slot.id() + " IS NULL");
  }

  private static List<String> concat(
      Stream<String> first, Stream<String> second, Stream<String> third) {
    return Stream.of(first, second, third).flatMap(part -> part).toList();
  }

  /** The slots that may hold null on some side, where a hash alone would not tell. */
  private Set<Slot> nullable() {
    List<Slot> slots =
        Stream.concat(keys.stream(), columns.stream())
            .filter(slot -> dialect.hashesNullLikeAValue(slot.type()))
            .toList();
    List<String> answers =
        slots.stream().flatMap(slot -> dialect.mayHoldNull(slot.id()).stream()).toList();
    if (answers.size() < slots.size() || slots.isEmpty()) {
      return Set.copyOf(slots);
    }
    Set<Slot> nullable = new HashSet<>();
    for (Side side : Side.values()) {
      engine.query(
          "SELECT %s FROM (%s) LIMIT 1"
              .formatted(String.join(", ", answers), rows.select(side, columns)),
          row -> {
            IntStream.range(0, slots.size())
                .filter(i -> row.flag(i))
                .forEach(i -> nullable.add(slots.get(i)));
            return row;
          });
    }
    return nullable;
  }

  private String differing() {
    String differences =
        sums.keySet().stream()
            .map(name -> "l.%s IS DISTINCT FROM r.%s".formatted(name, name))
            .collect(Collectors.joining(" OR "));
    String groupFlags =
        groupNames()
            .map(name -> "l.%s IS DISTINCT FROM r.%s AS %s".formatted(name, name, name))
            .collect(Collectors.joining(", "));
    return """
    SELECT coalesce(l.bucket, r.bucket) AS bucket,
      coalesce(l.n, 0) AS left_rows, coalesce(r.n, 0) AS right_rows, %s
    FROM %s l FULL OUTER JOIN %s r ON l.bucket = r.bucket WHERE %s
    """
        .formatted(groupFlags, LEFT, RIGHT, differences);
  }

  /** Texts apart from the rest, because they cost most to read again; at least one group. */
  private static List<List<Slot>> groups(List<Slot> columns) {
    List<List<Slot>> groups = new ArrayList<>();
    groups.addAll(split(columns, Hashing.VALUE, PLAIN_COLUMNS_PER_GROUP));
    groups.addAll(split(columns, Hashing.TEXT, TEXT_COLUMNS_PER_GROUP));
    groups.addAll(split(columns, Hashing.PRINTED, TEXT_COLUMNS_PER_GROUP));
    return groups.isEmpty() ? List.of(List.of()) : groups;
  }

  private static List<List<Slot>> split(List<Slot> columns, Hashing hashing, int groupSize) {
    List<Slot> kind = columns.stream().filter(slot -> slot.plan().hashing() == hashing).toList();
    int wanted = (kind.size() + groupSize - 1) / groupSize;
    int count = Math.min(MAX_GROUPS_OF_A_KIND, wanted);
    return IntStream.range(0, count)
        .mapToObj(i -> kind.subList(kind.size() * i / count, kind.size() * (i + 1) / count))
        .toList();
  }
}
