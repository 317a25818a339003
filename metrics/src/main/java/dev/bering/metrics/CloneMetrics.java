package dev.bering.metrics;

import dev.bering.stores.Retries;
import dev.bering.stores.Traffic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What one run of a clone has moved so far, in Prometheus's text format: the meters of {@link
 * StoreMeters}, and of how the run ended.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>bering.clone.run</td><td>outcome</td><td>timer: the run, ok or failed</td></tr>
 * <tr><td>bering.clone.begin, bering.clone.end</td><td></td><td>gauges: from when until when it
 *     ran, seconds since 1970; once it has ended</td></tr>
 * <tr><td>bering.clone.success</td><td></td><td>gauge: when a run last ended well, seconds since
 *     1970</td></tr>
 * </table>
 *
 * <p>Every meter also has the tags that it was made with.
 */
public final class CloneMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final StoreMeters stores;
  private final Instant began;

  /**
   * @param tags of every meter, such as the job that the run belongs to
   */
  public CloneMetrics(Traffic traffic, Retries retries, Map<String, String> tags, Instant began) {
    registry
        .config()
        .commonTags(
            tags.entrySet().stream().map(tag -> Tag.of(tag.getKey(), tag.getValue())).toList());
    this.stores = new StoreMeters(registry, traffic, retries);
    this.began = began;
  }

  /** The run has done everything. */
  public void succeeded(Instant now) {
    ended("ok", now);
    time("bering.clone.success", "When a clone last ended well, since 1970", now);
  }

  /** The run has not done everything. */
  public void failed(Instant now) {
    ended("failed", now);
  }

  private void ended(String outcome, Instant now) {
    Timer.builder("bering.clone.run")
        .description("Runs of a clone")
        .tags("outcome", outcome)
        .register(registry)
        .record(Duration.between(began, now));
    time("bering.clone.begin", "When the clone began, since 1970", began);
    time("bering.clone.end", "When the clone ended, since 1970", now);
  }

  private void time(String name, String description, Instant when) {
    Gauge.builder(name, when, time -> time.toEpochMilli() / 1000.0)
        .description(description)
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  /** Everything that is counted, as of now. */
  public String text() {
    stores.refresh();
    return registry.scrape();
  }
}
