package dev.bering.examples;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** The key of all tables but the alerts: an entity and an hour. */
final class EntityWindow {

  /** A protocol, a service and a flag. */
  static final List<String> ENTITY = List.of("protocol_type", "service", "flag");

  /** A day and an hour of it; no entity has two rows of one hour. */
  static final List<String> HOUR = List.of("slice_day", "slice_hour");

  private EntityWindow() {}

  static Column[] entity() {
    return columns(ENTITY);
  }

  static Column[] hour() {
    return columns(HOUR);
  }

  static Column[] keys() {
    return columns(names());
  }

  /** The entity, then the hour. */
  static List<String> names() {
    return List.of("protocol_type", "service", "flag", "slice_day", "slice_hour");
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(functions::col).toArray(Column[]::new);
  }
}
