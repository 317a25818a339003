package dev.bering.app;

import dev.bering.examples.LegacyComponent;
import dev.bering.parity.Comparison;
import dev.bering.parity.SetComparison;
import dev.bering.parity.Tolerance;

/** What the demo's outputs have to have in common with the recorded ones. */
final class DemoParity {

  /** Sums of doubles depend on the order in which an engine adds them up, in the last digits. */
  private static final Tolerance SUMMED = Tolerance.relative("1e-9");

  private DemoParity() {}

  static Comparison of(LegacyComponent component) {
    Comparison byWindow =
        Comparison.by("protocol_type", "service", "flag", "slice_day", "slice_hour");
    return switch (component) {
      case FEATURES -> {
        Comparison features = byWindow.tolerating("byte_ratio", SUMMED);
        for (String column :
            new String[] {
              "log_src_bytes",
              "log_dst_bytes",
              "log_duration",
              "mean_logged_in",
              "mean_count",
              "mean_srv_count",
              "mean_serror_rate",
              "mean_rerror_rate",
              "mean_same_srv_rate",
              "mean_diff_srv_rate",
              "mean_srv_diff_host_rate",
              "mean_dst_host_same_src_port_rate"
            }) {
          features = features.tolerating(column, SUMMED);
        }
        yield features;
      }
      case CLASSIFICATION, ANOMALY -> byWindow.tolerating("score", SUMMED);
      case ALERTS -> Comparison.by("alert_id").tolerating("score", SUMMED);
    };
  }

  /** The final alerts as a set. */
  static SetComparison alerts() {
    return SetComparison.of("alert_id", "severity");
  }
}
