package dev.bering.examples.platform;

import dev.bering.examples.Classify;
import dev.bering.examples.Division;
import dev.bering.examples.FeatureRow;
import dev.bering.examples.Features;
import dev.bering.examples.LogisticModel;
import dev.bering.flow.Checked;
import dev.bering.flow.Ddl;
import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.Last;
import dev.bering.flow.ModelItem;
import dev.bering.flow.Rule;
import dev.bering.flow.State;
import java.util.List;
import org.apache.spark.sql.Row;

/** The platform as flows, each nested in the next. All of them know one hour. */
public final class PlatformFlows {

  private PlatformFlows() {}

  /** What {@link #connections} reads. */
  public record Connections(Frame<Arrival> arrivals, ModelItem<LogisticModel> classifier) {}

  /** What {@link #connections} makes. */
  public record ConnectionFindings(
      Frame<FeatureRow> features, Frame<Finding> attacks, Frame<Finding> volumes) {}

  /** What {@link #logins} reads. */
  public record Logins(Frame<LogLine> lines) {}

  /** What {@link #logins} makes. */
  public record LoginFindings(
      Frame<LoginHour> logins,
      @Ddl("line STRING NOT NULL, slice_day DATE NOT NULL, slice_hour INT NOT NULL")
          Frame<Row> unread,
      Frame<Finding> failures,
      Frame<Finding> newcomers) {}

  /** What {@link #alerts} reads. */
  public record Findings(
      Frame<Finding> attacks,
      Frame<Finding> volumes,
      Frame<Finding> failures,
      Frame<Finding> newcomers,
      Frame<InventoryRow> inventory) {}

  /** What {@link #platform} reads. */
  public record Sources(
      Frame<Arrival> arrivals,
      Frame<LogLine> lines,
      Frame<InventoryRow> inventory,
      ModelItem<LogisticModel> classifier) {}

  /** What {@link #platform} makes: what is stored of each hour. */
  public record Stored(
      Frame<FeatureRow> features,
      Frame<LoginHour> logins,
      @Ddl("line STRING NOT NULL, slice_day DATE NOT NULL, slice_hour INT NOT NULL")
          Frame<Row> unread,
      Frame<OwnedAlert> alerts) {}

  /** From connections to what two detections report of them. */
  public static Flow<Connections, ConnectionFindings> connections() {
    return Flow.define(
        "connections",
        Connections.class,
        ConnectionFindings.class,
        (b, in) -> {
          State<SeriesDay> series = b.state("series", SeriesDay.class);
          Checked<Arrival> sound =
              b.check(
                  "sound",
                  in.arrivals(),
                  Rule.fail("duration >= 0 AND src_bytes >= 0 AND dst_bytes >= 0").named("sizes"),
                  Rule.warn("flag <> 'OTH'").named("seen from its beginning"));
          var once = b.apply("once", new FirstDeliveries(), new FirstDeliveries.In(sound.passed()));
          var summed =
              b.apply(
                  "features",
                  new Features(Division.INFINITE_BY_ZERO),
                  new Features.In(once.connections()));
          var classified =
              b.apply(
                  "classify", new Classify(), new Classify.In(summed.features(), in.classifier()));
          var named =
              b.apply("name", new NameAttacks(), new NameAttacks.In(classified.classification()));
          var counted =
              b.apply("count", new CountConnections(), new CountConnections.In(summed.features()));
          var scored =
              b.apply(
                  "score",
                  new ScoreSeries("volume", 24, 4),
                  new ScoreSeries.In(counted.measures(), series.before()));
          series.after(scored.after());
          return new ConnectionFindings(summed.features(), named.findings(), scored.findings());
        });
  }

  /** From the lines of the log to what two detections report of them. */
  public static Flow<Logins, LoginFindings> logins() {
    return Flow.define(
        "logins",
        Logins.class,
        LoginFindings.class,
        (b, in) -> {
          State<SeriesDay> series = b.state("series", SeriesDay.class);
          var parsed = b.apply("parse", new ParseLog(), new ParseLog.In(in.lines()));
          Checked<LogEntry> read =
              b.check("read", parsed.entries(), Rule.drop("kind IS NOT NULL").named("understood"));
          var summed = b.apply("sum", new SumLogins(), new SumLogins.In(read.passed()));
          var counted =
              b.apply("count", new CountFailures(), new CountFailures.In(summed.logins()));
          var scored =
              b.apply(
                  "score",
                  new ScoreSeries("failures", 3, 3),
                  new ScoreSeries.In(counted.measures(), series.before()));
          series.after(scored.after());
          var newcomers =
              b.apply(
                  "newcomers",
                  new FindNewSources(),
                  new FindNewSources.In(
                      summed.logins(), b.history(summed.logins(), Last.days(30))));
          return new LoginFindings(
              summed.logins(), read.rejected(), scored.findings(), newcomers.findings());
        });
  }

  /** From what all detections report to alerts; one component publishes for each of them. */
  public static Flow<Findings, FindOwners.Out> alerts() {
    return Flow.define(
        "alerts",
        Findings.class,
        FindOwners.Out.class,
        (b, in) -> {
          var attacks =
              b.apply(
                  "attacks",
                  new PublishFindings("classifier", 0.9),
                  new PublishFindings.In(in.attacks()));
          var volumes =
              b.apply(
                  "volumes",
                  new PublishFindings("volume", 10),
                  new PublishFindings.In(in.volumes()));
          var failures =
              b.apply(
                  "failures",
                  new PublishFindings("failed logins", 6),
                  new PublishFindings.In(in.failures()));
          var newcomers =
              b.apply(
                  "newcomers",
                  new PublishFindings("new source", 3),
                  new PublishFindings.In(in.newcomers()));
          return b.apply(
              "owners",
              new FindOwners(),
              new FindOwners.In(
                  List.of(
                      attacks.alerts(), volumes.alerts(), failures.alerts(), newcomers.alerts()),
                  in.inventory()));
        });
  }

  /** The whole platform: from three sources to alerts. */
  public static Flow<Sources, Stored> platform() {
    return Flow.define(
        "platform",
        Sources.class,
        Stored.class,
        (b, in) -> {
          var connections =
              b.apply(
                  "connections", connections(), new Connections(in.arrivals(), in.classifier()));
          var logins = b.apply("logins", logins(), new Logins(in.lines()));
          var alerts =
              b.apply(
                  "alerts",
                  alerts(),
                  new Findings(
                      connections.attacks(),
                      connections.volumes(),
                      logins.failures(),
                      logins.newcomers(),
                      in.inventory()));
          return new Stored(
              connections.features(), logins.logins(), logins.unread(), alerts.owned());
        });
  }
}
