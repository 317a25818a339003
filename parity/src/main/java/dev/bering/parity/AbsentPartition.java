package dev.bering.parity;

import java.util.List;
import java.util.Objects;

/**
 * A partition of which one side has rows and the other none, such as a day that was never loaded.
 *
 * @param code PARTITION_ONLY_LEFT or PARTITION_ONLY_RIGHT
 * @param values of the partition columns, in their order
 * @param rows how many rows of it there are
 * @param sentence all of that in words
 */
public record AbsentPartition(Code code, List<String> values, long rows, String sentence) {

  /** Which side has it. */
  public enum Code {
    PARTITION_ONLY_LEFT,
    PARTITION_ONLY_RIGHT;

    static Code of(Side side) {
      return side == Side.LEFT ? PARTITION_ONLY_LEFT : PARTITION_ONLY_RIGHT;
    }
  }

  public AbsentPartition {
    Objects.requireNonNull(code, "code is null");
    values = List.copyOf(values);
    Objects.requireNonNull(sentence, "sentence is null");
  }
}
