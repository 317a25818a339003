package dev.bering.examples;

import dev.bering.parity.Comparison;
import dev.bering.parity.Tolerance;
import java.util.Arrays;
import java.util.List;

/**
 * When the output of a ported component counts as the legacy one.
 *
 * @param comparison keys and tolerances; what is not named must be equal
 * @param tolerated why numbers need not be the very same
 */
public record ComponentParity(LegacyComponent component, Comparison comparison, String tolerated) {

  private static final Tolerance ROUNDING = Tolerance.relative("1e-9");

  private static final String WINDOW_REASON =
      "means and logarithms: engines add rows in different orders and round each step; over at most"
          + " a million rows of one window that stays far below one part in a thousand million";

  private static final String SCORE_REASON =
      "scores follow from means and logarithms, which engines round differently";

  /** One for each component, in the order in which they run. */
  public static List<ComponentParity> all() {
    return Arrays.stream(LegacyComponent.values()).map(ComponentParity::of).toList();
  }

  /** What a component is held to. */
  public static ComponentParity of(LegacyComponent component) {
    return switch (component) {
      case FEATURES -> new ComponentParity(component, features(), WINDOW_REASON);
      case CLASSIFICATION, ANOMALY ->
          new ComponentParity(component, byWindow().tolerating("score", ROUNDING), SCORE_REASON);
      case ALERTS ->
          new ComponentParity(
              component, Comparison.by("alert_id").tolerating("score", ROUNDING), SCORE_REASON);
    };
  }

  /**
   * The columns by which alerts are compared as sets, without their scores: two alerts are the same
   * if whoever is on duty would be told the same.
   */
  public static List<String> alertSetColumns() {
    return List.of("alert_id", "detector", "reason", "severity");
  }

  private static Comparison byWindow() {
    return Comparison.by(EntityWindow.names().toArray(String[]::new));
  }

  private static Comparison features() {
    Comparison comparison = byWindow();
    for (String column : Features.roundedColumns()) {
      comparison = comparison.tolerating(column, ROUNDING);
    }
    return comparison;
  }
}
