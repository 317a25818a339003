package dev.bering.examples;

import java.util.Locale;

/** The components of the legacy pipeline, in the order in which they run. */
public enum LegacyComponent {
  /** What the connections of each entity looked like, hour by hour. */
  FEATURES,
  /** What the model says of each window. */
  CLASSIFICATION,
  /** How unusual the volume of each window is. */
  ANOMALY,
  /** What both detections report. */
  ALERTS;

  /** The name of its SQL, of its output and of the relation that later components read. */
  public String componentName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The query that computes it. */
  String sql() {
    return Resource.text("legacy/" + componentName() + ".sql");
  }
}
