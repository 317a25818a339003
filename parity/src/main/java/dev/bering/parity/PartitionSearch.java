package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import dev.bering.model.Counts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks for whole partitions that one side lacks, and for what differs beside them. */
final class PartitionSearch {

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<Slot> keys;
  private final List<Slot> partition;

  PartitionSearch(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.keys = Slot.keys(plan);
    this.partition = Slot.named(Slot.all(plan), plan.comparison().partitions());
  }

  boolean isDeclared() {
    return !partition.isEmpty();
  }

  /** Both sides' partitions are compared; the rows that differ otherwise are counted. */
  AbsentPartitions search(RowCounts rows) {
    return new AbsentPartitions(
        onlyOn(Side.LEFT, rows.onlyLeft()), onlyOn(Side.RIGHT, rows.onlyRight()));
  }

  /** Table (the slots of the partition columns, n bigint): partitions that only this side has. */
  static String table(Side side) {
    return "parity_partitions_" + side.text();
  }

  private AbsentPartitions.OnlyOn onlyOn(Side side, long rowsOnlyThere) {
    engine.materialise(
        table(side),
        "SELECT l.* FROM (SELECT %1$s, count(*) AS n FROM (%2$s) GROUP BY %1$s) l ANTI JOIN (%3$s) r ON %4$s"
            .formatted(
                Slot.ids(partition),
                rows(side, partition),
                rows(side.other(), partition),
                Slot.same("l", "r", partition)));
    return engine
        .query(
            "SELECT count(*), CAST(coalesce(sum(n), 0) AS BIGINT) FROM " + table(side),
            found ->
                found.number(0) == 0
                    ? new AbsentPartitions.OnlyOn(0, 0, rowsOnlyThere, List.of())
                    : new AbsentPartitions.OnlyOn(
                        found.number(0), found.number(1), otherRows(side), largest(side)))
        .get(0);
  }

  private List<AbsentPartition> largest(Side side) {
    return engine.query(
        "SELECT n, %s FROM %s ORDER BY n DESC, %s LIMIT %d"
            .formatted(
                shown(partition),
                table(side),
                Slot.order(partition, ""),
                plan.comparison().sampleLimit()),
        found -> {
          List<String> values = values(found, 1, partition);
          return new AbsentPartition(
              AbsentPartition.Code.of(side),
              values,
              found.number(0),
              "partition %s is only on the %s (%s)"
                  .formatted(
                      SetText.values(partition.stream().map(Slot::plan).toList(), values),
                      side.text(),
                      Counts.of(found.number(0), "row")));
        });
  }

  private long otherRows(Side side) {
    String otherRows =
        keys.isEmpty()
            ? "SELECT abs(n) AS n FROM %s x %s WHERE n %s 0"
                .formatted(Multisets.DIFFERENCE, beside(side, "x"), side == Side.LEFT ? ">" : "<")
            : "SELECT 1 AS n FROM " + keysBeside(side);
    return engine
        .query(
            "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM (%s)".formatted(otherRows),
            found -> found.number(0))
        .get(0);
  }

  /** Keys of rows that only one side has in partitions that both have, the first in key order. */
  List<List<String>> keysOnlyOn(Side side, int limit) {
    return engine.query(
        "SELECT %s FROM (SELECT l.* FROM %s) ORDER BY %s LIMIT %d"
            .formatted(shown(keys), keysBeside(side), Slot.order(keys, ""), limit),
        found -> values(found, 0, keys));
  }

  private String keysBeside(Side side) {
    List<Slot> wanted = Stream.concat(keys.stream(), partition.stream()).distinct().toList();
    return "(%s) l ANTI JOIN (%s) r ON %s %s"
        .formatted(
            rows(side, wanted),
            rows(side.other(), keys),
            Slot.same("l", "r", keys),
            beside(side, "l"));
  }

  /** A join that leaves out what is in a partition that only this side has. */
  String beside(Side side, String rows) {
    return "ANTI JOIN %s p ON %s".formatted(table(side), Slot.same(rows, "p", partition));
  }

  private String rows(Side side, List<Slot> slots) {
    return RowsSql.select(engine.dialect(), plan.table(side), side, slots);
  }

  private String shown(List<Slot> slots) {
    return slots.stream()
        .map(slot -> Shown.sql(engine.dialect(), slot.id(), slot))
        .collect(Collectors.joining(", "));
  }

  private static List<String> values(Row row, int from, List<Slot> slots) {
    return IntStream.range(0, slots.size()).mapToObj(i -> row.string(from + i)).toList();
  }
}
