package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.delta.ReplicaPlanner;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.examples.ConnectionSource;
import dev.bering.examples.DemoFolder;
import dev.bering.examples.DetectionParity;
import dev.bering.examples.Division;
import dev.bering.examples.LegacyPipeline;
import dev.bering.examples.LegacyPlatform;
import dev.bering.examples.PortedPlatform;
import dev.bering.flow.LocalSpark;
import dev.bering.model.Location;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.SetComparison;
import dev.bering.parity.SetComparisonRunner;
import dev.bering.parity.SetReport;
import dev.bering.porting.FlowParityReport;
import dev.bering.porting.OutputReport;
import dev.bering.tables.Tables;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/** The main job end to end: a table is cloned, a port runs on the clone, its outputs are judged. */
final class DemoRun {

  /** What a clone of the table leaves in its folder. */
  private static final Pattern REPLICA =
      Pattern.compile(
          "connections/(_bering/.*|_delta_log/_last_checkpoint|.*\\.(parquet|json|crc|bin))");

  private final Terminal terminal;
  private final long start = System.nanoTime();

  DemoRun(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Lays down a legacy platform in {@code folder}, migrates it and writes the report beside it.
   * Running it again begins anew.
   *
   * @throws dev.bering.model.UserException if the data cannot be read or the folder is not the
   *     demo's
   */
  DemoReport run(Path folder, ConnectionSource source) {
    DemoFolder demo = DemoFolder.open(folder);
    SparkSession spark = LocalSpark.named("bering demo").start();
    try {
      LegacyPlatform legacy = LegacyPlatform.lay(demo, source, spark, terminal.progress());
      LegacyPipeline.run(legacy, terminal.progress());
      say("legacy", legacy.sentence() + "; its pipeline ran on DuckDB and was recorded");

      Location table = Location.of(legacy.connections());
      Location replica =
          Location.of(demo.renew("replica", DemoRun::isReplica).resolve("connections"));
      CloneReport clone =
          new CloneRunner(terminal.progress())
              .run(new ReplicaPlanner(terminal.progress()).plan(table, replica));
      say("clone", clone.text());
      CheckReport check = new DeltaCheck(terminal.progress()).check(table, replica);
      say("check", check.text());

      List<DemoReport.Port> ports = new ArrayList<>();
      PortedPlatform ported = PortedPlatform.renew(demo, "ported");
      for (Division division : List.of(Division.NULL_BY_ZERO, Division.INFINITE_BY_ZERO)) {
        FlowParityReport parity =
            ported.compare(legacy, replica.toPath(), division, spark, terminal.progress());
        DemoReport.Port port = port(name(division), parity);
        ports.add(port);
        say(
            port.name(),
            "ran on the replica: %s; %s".formatted(PageText.words(port.verdict()), port.finding()));
      }
      Path page = demo.root().resolve("report.html");
      DemoReport report =
          new DemoReport(
              legacy.sentence(),
              legacy.rowCount(),
              clone,
              check,
              ports,
              page.toString(),
              Duration.ofNanos(System.nanoTime() - start));
      ReportFile.write(page, Pages.demo(report));
      return report;
    } finally {
      spark.stop();
    }
  }

  private static boolean isReplica(Path relative) {
    return REPLICA.matcher(relative.toString().replace(File.separatorChar, '/')).matches();
  }

  private static String name(Division division) {
    return division == Division.NULL_BY_ZERO ? "first port" : "corrected";
  }

  private static DemoReport.Port port(String name, FlowParityReport parity) {
    List<DemoReport.Component> components = new ArrayList<>();
    for (OutputReport output : parity.endToEnd().outputs()) {
      if (output.rows().isEmpty()) {
        throw new IllegalStateException("%s: %s".formatted(output.port(), output.reason()));
      }
      components.add(new DemoReport.Component(output.port(), output.rows().get(0)));
    }
    OutputReport last = parity.endToEnd().outputs().get(components.size() - 1);
    return new DemoReport.Port(
        name, components, sets(last), parity.components().rows(), parity.finding());
  }

  /** The final alerts once more, as sets. */
  private static SetReport sets(OutputReport alerts) {
    SetComparison sameAlerts =
        SetComparison.of(DetectionParity.alertSetColumns().toArray(String[]::new));
    try (Engine engine = DuckDbEngine.open()) {
      return new SetComparisonRunner(engine)
          .run(
              new ComparisonPlanner()
                  .plan(
                      sameAlerts,
                      engine.register("recorded", Tables.open(Location.of(alerts.recorded()))),
                      engine.register("ported", Tables.open(alerts.table()))));
    }
  }

  private void say(String step, String outcome) {
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    terminal
        .err()
        .println(String.format(Locale.ROOT, "%3d s  %-10s %s", seconds, step, outcome.strip()));
  }
}
