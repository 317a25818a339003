package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 * one column of a plain type is all that differs.
 *
 * <p>DuckDB's {@code hash} is fast and not made for this; each of its weaknesses is met here:
 *
 * <ul>
 *   <li>{@code hash(a, b)} is {@code f(hash(a)) ^ hash(b)}: under XOR, values of b could change
 *       places between rows unseen. So every tuple's hash is hashed once more.
 *   <li>The hash of a text multiplies 8 bytes after 8 without mixing: half of all pairs of texts
 *       that differ in bit 6 of their 8th and 16th byte collide. So texts are hashed twice, the
 *       second time with a letter in front that moves the blocks.
 *   <li>A 128-bit number hashes as the XOR of its halves: 0 and -1 collide. So they are hashed as
 *       text. Nested lists forget where they end, so nested values are never hashed.
 *   <li>null hashes like the 64-bit value -2930909409056394622. So whether a value is null is
 *       hashed too, for types that have that value and columns that may hold null.
 *   <li>XOR cancels what occurs an even number of times. The sum does not.
 * </ul>
 *
 * <p>The hashes resist accidents, not a forger.
 */
final class Fingerprints {

  private static final String LEFT = "parity_left_fingerprints";
  private static final String RIGHT = "parity_right_fingerprints";

  /** Table (bucket usmallint, left_rows bigint, right_rows bigint, g0 boolean, ...). */
  static final String RED = "parity_red_buckets";

  private static final int MAX_GROUPS_OF_A_KIND = 4;
  private static final int PLAIN_COLUMNS_PER_GROUP = 4;
  private static final int TEXT_COLUMNS_PER_GROUP = 2;
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

  private final Engine engine;
  private final ComparisonPlan plan;
  private final RowsSql rows;
  private final List<Slot> keys;
  private final List<Slot> columns;
  private final List<List<Slot>> groups;

  Fingerprints(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.rows = new RowsSql(plan);
    this.keys = Slot.keys(plan);
    this.columns =
        Slot.columns(plan).stream()
            .filter(slot -> slot.plan().method() == Method.EXACT_FINGERPRINT)
            .toList();
    this.groups = groups(columns);
  }

  /**
   * What the fingerprints say.
   *
   * @param buckets how many there are, and which differ
   * @param suspects the columns in which a difference may be
   */
  record Finding(Buckets buckets, List<Slot> suspects) {}

  /** Takes both sides' fingerprints; the differing buckets stay in {@link #RED}. */
  Finding take() {
    Set<Slot> nullable = nullable();
    engine.materialise(LEFT, select(Side.LEFT, nullable));
    engine.materialise(RIGHT, select(Side.RIGHT, nullable));
    engine.materialise(RED, differing());
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
    return new Finding(new Buckets(plan.bucketCount(), red), suspects);
  }

  private String select(Side side, Set<Slot> nullable) {
    List<String> hashes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> sums = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      names.add("g" + i);
      hashes.add("%s AS g%d".formatted(groupHash(groups.get(i), nullable), i));
      sums.add("bit_xor(g%d) AS g%d".formatted(i, i));
    }
    return """
        SELECT bucket, count(*) AS n, bit_xor(h) AS x, sum(h) AS s, %s
        FROM (SELECT *, hash(hash(%s)) AS h
          FROM (SELECT %s AS bucket, %s
            FROM (SELECT *, %s AS kh FROM (%s))))
        GROUP BY bucket
        """
        .formatted(
            String.join(", ", sums),
            String.join(", ", names),
            rows.bucket("kh"),
            String.join(", ", hashes),
            rows.keyHash(),
            rows.select(side, columns));
  }

  private String groupHash(List<Slot> group, Set<Slot> nullable) {
    Stream<String> nulls =
        Stream.concat(keys.stream(), group.stream())
            .filter(nullable::contains)
            .map(slot -> slot.id() + " IS NULL");
    return Stream.of(Stream.of("kh"), group.stream().flatMap(RowsSql::hashed), nulls)
        .flatMap(part -> part)
        .collect(Collectors.joining(", ", "hash(hash(", "))"));
  }

  /** The slots that may hold null on some side and whose type has a value that hashes like it. */
  private Set<Slot> nullable() {
    List<Slot> slots =
        Stream.concat(keys.stream(), columns.stream())
            .filter(slot -> TYPES_WITH_THE_HASH_OF_NULL.contains(slot.plan().comparedAs()))
            .toList();
    Set<Slot> nullable = new HashSet<>();
    if (slots.isEmpty()) {
      return nullable;
    }
    String answers =
        slots.stream()
            .map(slot -> "coalesce((stats(%s).has_null)::BOOLEAN, true)".formatted(slot.id()))
            .collect(Collectors.joining(", "));
    for (Side side : Side.values()) {
      engine.query(
          "SELECT %s FROM (%s) LIMIT 1".formatted(answers, rows.select(side, columns)),
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
    List<String> names = new ArrayList<>(List.of("n", "x", "s"));
    IntStream.range(0, groups.size()).forEach(i -> names.add("g" + i));
    String differences =
        names.stream()
            .map(name -> "l.%s IS DISTINCT FROM r.%s".formatted(name, name))
            .collect(Collectors.joining(" OR "));
    String groupFlags =
        IntStream.range(0, groups.size())
            .mapToObj(i -> "l.g%d IS DISTINCT FROM r.g%d AS g%d".formatted(i, i, i))
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
