package dev.bering.parity;

import dev.bering.engine.Sql;
import java.util.BitSet;
import java.util.List;

/**
 * Differences of one column that are looked at.
 *
 * @param rows for each of them the row of the sample that it is in
 * @param flags what only the engine could see of them
 */
record ColumnCells(Slot slot, CellKind kind, List<Cell> cells, int[] rows, Flags flags) {

  /**
   * Which differences have something that the engine looked for, by their position.
   *
   * @param sameElements both sides hold the same elements
   * @param fromPrevious the right is the left of the row before
   * @param fromNext the right is the left of the next row
   */
  record Flags(BitSet sameElements, BitSet fromPrevious, BitSet fromNext) {

    private Flags only(BitSet some) {
      return new Flags(only(sameElements, some), only(fromPrevious, some), only(fromNext, some));
    }

    private static BitSet only(BitSet flagged, BitSet some) {
      BitSet found = new BitSet();
      int position = 0;
      for (int i = some.nextSetBit(0); i >= 0; i = some.nextSetBit(i + 1)) {
        found.set(position++, flagged.get(i));
      }
      return found;
    }
  }

  ColumnCells {
    cells = List.copyOf(cells);
  }

  String name() {
    return slot.plan().name();
  }

  Remedies remedies() {
    return new Remedies(name());
  }

  /** A value of the column as a reader sees it. */
  String shown(String text) {
    return kind == CellKind.TEXT ? Sql.literal(text) : text;
  }

  /** Of how many different values on the left {@code some} differences are. */
  long distinctLeft(BitSet some) {
    return some.stream().mapToObj(i -> cells.get(i).left().text()).distinct().count();
  }

  /** Some of the differences. */
  ColumnCells only(BitSet some) {
    return new ColumnCells(
        slot,
        kind,
        some.stream().mapToObj(cells::get).toList(),
        some.stream().map(i -> rows[i]).toArray(),
        flags.only(some));
  }

  /** All but some of the differences. */
  ColumnCells without(BitSet some) {
    BitSet rest = new BitSet();
    rest.set(0, cells.size());
    rest.andNot(some);
    return only(rest);
  }
}
