package dev.bering.slices;

import dev.bering.model.Location;

/** Where the rows of an input come from when a slice runs. */
public sealed interface SliceInput {

  /** What is done about changes in slices that have been published. */
  Late late();

  /**
   * The rows of the slice, from one version of a Delta table.
   *
   * @param key how its rows tell their slice
   */
  record Sliced(Location table, SliceKey key, Late late) implements SliceInput {}

  /** All rows of one version of a Delta table. */
  record Whole(Location table, Late late) implements SliceInput {}

  /**
   * What another flow of the same ledger published for the time of the slice, so that a daily flow
   * reads 24 hourly slices.
   */
  record Published(SlicedFlow flow, String port, Late late) implements SliceInput {}

  /** The slices of a table; every change counts. */
  static SliceInput sliced(String table, SliceKey key) {
    return sliced(table, key, Late.always());
  }

  /** The slices of a table. */
  static SliceInput sliced(String table, SliceKey key, Late late) {
    return new Sliced(Location.of(table), key, late);
  }

  /** A whole table; what it becomes later does not count for what is published. */
  static SliceInput whole(String table) {
    return whole(table, Late.ignored());
  }

  /** A whole table. */
  static SliceInput whole(String table, Late late) {
    return new Whole(Location.of(table), late);
  }

  /** What {@code flow} published at {@code port}; every change counts. */
  static SliceInput published(SlicedFlow flow, String port) {
    return new Published(flow, port, Late.always());
  }
}
