package dev.bering.clone.iceberg;

import dev.bering.model.Problem;
import dev.bering.tables.iceberg.Obstacle;

/** What keeps a table from being understood, as what keeps it from being cloned. */
final class Refusals {

  private Refusals() {}

  static Problem of(String source, Obstacle obstacle) {
    String message = "Cannot clone %s: %s.".formatted(source, obstacle.fact());
    return switch (obstacle.kind()) {
      case UNKNOWN_FORMAT -> new Problem("CLONE_FORMAT_UNKNOWN", message, "use a newer Bering");
      case ENCRYPTED ->
          new Problem("CLONE_ENCRYPTED", message, "copy it with an engine that holds the keys");
      case DAMAGED ->
          new Problem(
              "CLONE_SOURCE_DAMAGED",
              message,
              "restore what is missing, or clone from a healthy copy of the table");
    };
  }

  static Problem encrypted(String source, String fact) {
    return of(source, Obstacle.encrypted(fact));
  }
}
