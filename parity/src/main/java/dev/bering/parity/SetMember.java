package dev.bering.parity;

import java.util.List;

/**
 * A member that one side has more often than the other.
 *
 * @param values in the order of the plan's columns
 * @param left how often it counts on the left
 * @param right how often it counts on the right
 */
public record SetMember(List<String> values, long left, long right) {
  public SetMember {
    values = List.copyOf(values);
  }
}
