package dev.bering.examples;

import dev.bering.model.Location;
import dev.bering.parity.Comparison;
import dev.bering.parity.Tolerance;
import dev.bering.porting.FlowParity;
import dev.bering.porting.Recorded;
import java.nio.file.Path;
import java.util.List;

/**
 * When the port counts as the legacy pipeline: which table was recorded on which edge of the flow,
 * and how far numbers may be apart. Means and logarithms are tolerated, and scores that follow from
 * them: engines add rows in different orders and round each step; over at most a million rows of
 * one window that stays far below one part in a thousand million.
 */
public final class DetectionParity {

  private static final Tolerance ROUNDING = Tolerance.relative("1e-9");

  private DetectionParity() {}

  /**
   * The port, held to what a platform recorded.
   *
   * @param connections a Delta table, the legacy one or a clone; read at the version it has now
   * @param division what bytes divided by zero bytes are
   */
  public static FlowParity of(LegacyPlatform legacy, Path connections, Division division) {
    FlowParity parity =
        FlowParity.of(DetectionFlows.platform(division))
            .input("connections", Recorded.at(Location.of(connections)))
            .model("model", PortedPlatform.model());
    for (LegacyComponent component : LegacyComponent.values()) {
      parity =
          parity.output(
              component.componentName(),
              Recorded.at(Location.of(legacy.recorded(component))),
              comparison(component));
    }
    return parity;
  }

  private static Comparison comparison(LegacyComponent component) {
    return switch (component) {
      case FEATURES -> features();
      case CLASSIFICATION, ANOMALY -> byWindow().tolerating("score", ROUNDING);
      case ALERTS -> Comparison.by("alert_id").tolerating("score", ROUNDING);
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
