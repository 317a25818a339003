package dev.bering.parity;

import java.util.Set;

/**
 * An accepted difference in a plan.
 *
 * @param id {@code a0, a1, ...}
 * @param declared which
 * @param columns the names of its columns as the left table spells them
 */
public record Acceptance(String id, AcceptedDifference declared, Set<String> columns) {

  public Acceptance {
    columns = Set.copyOf(columns);
  }

  /** Its condition as a column of the left's rows. */
  String selected() {
    return "%s AS %s"
        .formatted(
            declared.where().isEmpty()
                ? "true"
                : "coalesce((%s), false)".formatted(declared.where()),
            id);
  }

  boolean concerns(Slot slot) {
    return columns.contains(slot.plan().name());
  }
}
