package dev.bering.rest;

import dev.bering.jobs.FailureClass;
import dev.bering.jobs.ResourceUse.SparkSums;
import dev.bering.jobs.RunRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;

/**
 * Meters of the runs that a server has carried to their end since it was started, in Prometheus's
 * text format. What a platform does not tell of an attempt is not counted.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>bering.job.run</td><td>job, outcome</td><td>timer: from asked for until closed; succeeded,
 *     failed or cancelled</td></tr>
 * <tr><td>bering.job.attempts</td><td>job, platform, outcome</td><td>counter: starts on a platform
 *     </td></tr>
 * <tr><td>bering.job.bytes</td><td>job, platform, direction</td><td>counter: what Spark has read,
 *     written and shuffled, failed attempts too</td></tr>
 * <tr><td>bering.job.cores</td><td>job, platform</td><td>counter, seconds: cores of executors times
 *     how long they were there</td></tr>
 * <tr><td>bering.job.open</td><td></td><td>gauge: runs that are being carried on</td></tr>
 * </table>
 */
final class RunMeters {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /**
   * @param carried the runs that are under way, as they are at any time
   */
  RunMeters(Collection<String> carried) {
    Gauge.builder("bering.job.open", carried, Collection::size)
        .description("Runs that are being carried on")
        .register(registry);
  }

  /** A run was carried to its end. Told once of each. */
  void ended(RunRecord run) {
    run.closedAt()
        .ifPresent(
            closed ->
                Timer.builder("bering.job.run")
                    .description("Runs, from when they were asked for until they were closed")
                    .tags("job", run.job(), "outcome", run.state())
                    .register(registry)
                    .record(Duration.between(run.askedAt(), closed)));
    for (RunRecord.Attempt attempt : run.attempts()) {
      Tags of = Tags.of("job", run.job(), "platform", attempt.platform());
      count("bering.job.attempts", "attempts", of.and("outcome", outcome(attempt)), 1);
      attempt.resources().flatMap(use -> use.spark()).ifPresent(sums -> used(of, sums));
    }
  }

  private void used(Tags of, SparkSums sums) {
    count("bering.job.bytes", "bytes", of.and("direction", "read"), (double) sums.inputBytes());
    count("bering.job.bytes", "bytes", of.and("direction", "written"), (double) sums.outputBytes());
    count(
        "bering.job.bytes",
        "bytes",
        of.and("direction", "shuffled"),
        (double) sums.shuffleWrittenBytes());
    count("bering.job.cores", "seconds", of, sums.coreMillis() / 1000.0);
  }

  private static String outcome(RunRecord.Attempt attempt) {
    return attempt
        .failure()
        .map(why -> why.kind() == FailureClass.CANCELLED ? "cancelled" : "failed")
        .orElse("succeeded");
  }

  private void count(String name, String unit, Tags of, double amount) {
    Counter.builder(name).baseUnit(unit).tags(of).register(registry).increment(amount);
  }

  /** Everything that is counted, as of now. */
  String text() {
    return registry.scrape();
  }
}
