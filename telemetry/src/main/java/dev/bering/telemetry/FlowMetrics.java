package dev.bering.telemetry;

import dev.bering.flow.FlowListener;
import dev.bering.metrics.MetricsFile;
import dev.bering.model.UserException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;

/** Meters of runs in a file of Prometheus's text format. */
public final class FlowMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FlowMeters meters = new FlowMeters(registry);
  private final MetricsFile file;

  /**
   * @throws UserException METRICS_FILE if there is no folder for it
   */
  public FlowMetrics(Path file) {
    this.file = new MetricsFile(file);
  }

  /** For one run; what the runs tell adds up. */
  public FlowListener listener() {
    return meters.listener();
  }

  /**
   * Writes what was told so far; nothing if no run began, so that an earlier file stands.
   *
   * @throws UserException METRICS_FILE if it cannot be written; an earlier file is as it was
   */
  public void write() {
    if (!registry.getMeters().isEmpty()) {
      file.write(registry.scrape());
    }
  }
}
