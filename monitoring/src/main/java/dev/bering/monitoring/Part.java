package dev.bering.monitoring;

import java.util.Locale;

/**
 * One thing that watches: a rule, an alarm or a dashboard.
 *
 * @param type what it is
 * @param name by which CloudWatch knows it
 * @param definition JSON: the definition of a rule, what {@code PutMetricAlarm} takes, or the body
 *     of a dashboard
 */
public record Part(Type type, String name, String definition) {

  /** What watches. */
  public enum Type {
    RULE,
    ALARM,
    DASHBOARD;

    /** Its name in sentences. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return "%s %s".formatted(type.text(), name);
  }
}
