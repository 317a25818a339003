package dev.bering.flow;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A small detection flow for the tests: flows are enriched with host names, then scored. */
final class Detection {

  private Detection() {}

  public record NetFlow(String host, int port, @Nullable Long bytes) {}

  public record Host(String host, String owner) {}

  public record Feature(String host, String owner, long bytes) {}

  public record Alert(String host, double score) {}

  public record Scorer(long limit) implements Serializable {}

  public record In(Frame<NetFlow> flows, Frame<Host> hosts, ModelItem<Scorer> scorer) {}

  public record Out(Frame<Alert> alerts, @Ddl("host STRING, owner STRING") Frame<Row> rejected) {}

  static Flow<In, Out> flow() {
    return Flow.define(
        "detect",
        In.class,
        Out.class,
        (b, in) -> {
          var e = b.apply("enrich", new Enrich(), new Enrich.In(in.flows(), in.hosts()));
          var s = b.apply("score", new Score(), new Score.In(e.features(), in.scorer()));
          return new Out(s.alerts(), s.rejected());
        });
  }
}
