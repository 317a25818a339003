package dev.bering.telemetry;

import dev.bering.flow.Cost;
import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowReport;
import dev.bering.flow.RunStart;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Meters of runs, in any registry of Micrometer. They add up over runs.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>bering.flow.run</td><td>flow, outcome</td><td>timer: runs, by ok or failed</td></tr>
 * <tr><td>bering.flow.write</td><td>flow, port</td><td>timer: ports written</td></tr>
 * <tr><td>bering.flow.rows, .bytes</td><td>flow, port</td><td>counters: what was written</td></tr>
 * <tr><td>bering.flow.cpu, .gc</td><td>flow, port</td><td>counters, seconds of tasks</td></tr>
 * <tr><td>bering.flow.shuffle, .spill</td><td>flow, port</td><td>counters, bytes</td></tr>
 * <tr><td>bering.flow.retries</td><td>flow, port</td><td>counter: attempts after the first</td></tr>
 * <tr><td>bering.flow.broken</td><td>flow, check, rule</td><td>counter: rows that broke a rule
 *     </td></tr>
 * <tr><td>bering.flow.success</td><td>flow</td><td>gauge: when a run last ended well, seconds since
 *     1970</td></tr>
 * </table>
 */
public final class FlowMeters {
  private final MeterRegistry registry;
  private final Map<String, AtomicLong> successes = new ConcurrentHashMap<>();

  /**
   * @param registry where the meters are; it is not closed here
   */
  public FlowMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** For one run. */
  public FlowListener listener() {
    return new OneRun();
  }

  private final class OneRun implements FlowListener {
    private volatile String flow = "";
    private volatile long began;

    @Override
    public void runBegins(RunStart start) {
      flow = start.plan().flow();
      began = System.nanoTime();
    }

    @Override
    public void runEnds(FlowReport report) {
      ran(flow, "ok", report.elapsed());
      report.written().forEach(written -> wrote(flow, written));
      for (FlowReport.Check check : report.checks()) {
        check.rules().forEach(broken -> broke(flow, check, broken));
      }
      success(flow).set(System.currentTimeMillis() / 1000);
    }

    @Override
    public void runFails(Throwable failure) {
      ran(flow, "failed", Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private AtomicLong success(String flow) {
    return successes.computeIfAbsent(
        flow,
        name -> {
          var when = new AtomicLong(); // held here: registries hold what they gauge weakly
          Gauge.builder("bering.flow.success", when, AtomicLong::get)
              .description("When a run last ended well, since 1970")
              .baseUnit("seconds")
              .tags("flow", name)
              .register(registry);
          return when;
        });
  }

  private void ran(String flow, String outcome, Duration elapsed) {
    Timer.builder("bering.flow.run")
        .description("Runs of a flow")
        .tags("flow", flow, "outcome", outcome)
        .register(registry)
        .record(elapsed);
  }

  private void wrote(String flow, FlowReport.Written written) {
    Tags of = Tags.of("flow", flow, "port", written.port());
    Timer.builder("bering.flow.write")
        .description("Ports written, with all that is computed for them")
        .tags(of)
        .register(registry)
        .record(written.elapsed());
    count("bering.flow.rows", "rows", of, written.rows());
    count("bering.flow.bytes", "bytes", of, written.receipt().bytes().orElse(0));
    count("bering.flow.retries", "attempts", of, written.attempts() - 1);
    Cost cost = written.cost();
    time("bering.flow.cpu", of, cost.tasks().cpu());
    time("bering.flow.gc", of, cost.tasks().gc());
    count("bering.flow.shuffle", "bytes", of, cost.data().shuffleWriteBytes());
    count("bering.flow.spill", "bytes", of, cost.data().spilledBytes());
  }

  private void broke(String flow, FlowReport.Check check, FlowReport.Broken broken) {
    Tags of = Tags.of("flow", flow, "check", check.node(), "rule", broken.rule().toString());
    broken.rows().ifPresent(rows -> count("bering.flow.broken", "rows", of, rows));
  }

  private void count(String name, String unit, Tags of, long amount) {
    counter(name, unit, of).increment((double) amount);
  }

  private void time(String name, Tags of, Duration amount) {
    counter(name, "seconds", of).increment(amount.toNanos() / 1e9);
  }

  private Counter counter(String name, String unit, Tags of) {
    return Counter.builder(name).baseUnit(unit).tags(of).register(registry);
  }
}
