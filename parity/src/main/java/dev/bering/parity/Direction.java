package dev.bering.parity;

import java.util.List;

/** Which side a rule derives from which. */
enum Direction {
  LEFT_TO_RIGHT("the left", "the right"),
  RIGHT_TO_LEFT("the right", "the left");

  private final String source;
  private final String result;

  Direction(String source, String result) {
    this.source = source;
    this.result = result;
  }

  /** {@code the left}: the side whose value is given. */
  String source() {
    return source;
  }

  /** {@code the right}: the side whose value follows. */
  String result() {
    return result;
  }

  /** The differences with the given value on the left. */
  List<Cell> of(List<Cell> cells) {
    return this == LEFT_TO_RIGHT ? cells : cells.stream().map(Cell::mirrored).toList();
  }
}
