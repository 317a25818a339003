package dev.bering.parity;

import dev.bering.engine.SqlType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A column under the short name that it has inside the queries of one comparison.
 *
 * @param id {@code k0, k1, ...} for keys, {@code c0, c1, ...} for the columns of the plan
 */
record Slot(String id, ColumnPlan plan) {

  /** In which its values are compared. */
  SqlType type() {
    return SqlType.parse(plan.comparedAs());
  }

  /** What to {@code ORDER BY} to have these in order, the same on every engine. */
  static String order(List<Slot> slots, String prefix) {
    return slots.stream()
        .map(slot -> prefix + slot.id() + " NULLS LAST")
        .collect(Collectors.joining(", "));
  }

  static List<Slot> keys(ComparisonPlan plan) {
    return keys(plan.keys());
  }

  static List<Slot> keys(List<ColumnPlan> plans) {
    return IntStream.range(0, plans.size()).mapToObj(i -> new Slot("k" + i, plans.get(i))).toList();
  }

  /** The columns that are compared. */
  static List<Slot> columns(ComparisonPlan plan) {
    return columns(plan.columns());
  }

  static List<Slot> columns(List<ColumnPlan> plans) {
    return IntStream.range(0, plans.size())
        .mapToObj(i -> new Slot("c" + i, plans.get(i)))
        .filter(slot -> slot.plan().isCompared())
        .toList();
  }

  /** Every slot that makes up a row: keys, and the columns that are compared. */
  static List<Slot> all(ComparisonPlan plan) {
    return all(plan.keys(), plan.columns());
  }

  static List<Slot> all(List<ColumnPlan> keys, List<ColumnPlan> columns) {
    return Stream.concat(keys(keys).stream(), columns(columns).stream()).toList();
  }

  /** Their short names, separated by commas. */
  static String ids(List<Slot> slots) {
    return slots.stream().map(Slot::id).collect(Collectors.joining(", "));
  }

  /**
   * True or false: two rows have the same values in them, null being one; true if there are none.
   */
  static String same(String one, String other, List<Slot> slots) {
    return slots.isEmpty()
        ? "true"
        : slots.stream()
            .map(
                slot ->
                    "%s.%s IS NOT DISTINCT FROM %s.%s".formatted(one, slot.id(), other, slot.id()))
            .collect(Collectors.joining(" AND "));
  }

  /** The slots of columns, in the order of their names. */
  static List<Slot> named(List<Slot> slots, List<String> columns) {
    return columns.stream().map(column -> named(slots, column)).toList();
  }

  private static Slot named(List<Slot> slots, String column) {
    return slots.stream()
        .filter(slot -> slot.plan().name().equalsIgnoreCase(column))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not compared: " + column));
  }

  /** What to select to have the slot, and what it would be without its normalisers. */
  Stream<String> selected(Side side) {
    List<Normalisation.Step> steps = plan.normalisation().steps();
    return Stream.of(
            Stream.of(plan.value(side) + " AS " + id),
            isReadAsNearest(side)
                ? Stream.of(plan.rounding(side) + " AS " + roundingId())
                : Stream.<String>of(),
            IntStream.range(0, steps.size())
                .boxed()
                .flatMap(i -> selected(side, withoutId(i), steps.get(i).without())),
            selected(side, bareId(), plan.normalisation().bare()))
        .flatMap(part -> part);
  }

  private static Stream<String> selected(Side side, String id, Normalisation.Variant variant) {
    return variant.isComparable()
        ? Stream.of(
            variant.value(side) + " AS " + id,
            "coalesce(%s, false) AS %s".formatted(variant.unreadable(side), unreadableId(id)))
        : Stream.of();
  }

  /** Whether texts of one side are read as the nearest number. */
  boolean isReadAsNearest(Side side) {
    return !plan.rounding(side).isEmpty();
  }

  /** How far reading a text may have moved its number. */
  String roundingId() {
    return id + "_r";
  }

  /** The value with all normalisers but one. */
  String withoutId(int step) {
    return "%s_%d".formatted(id, step);
  }

  /** The value without normalisers. */
  String bareId() {
    return id + "_b";
  }

  /** Whether a text could not be read for {@link #withoutId} or {@link #bareId}. */
  static String unreadableId(String variantId) {
    return variantId + "_u";
  }
}
