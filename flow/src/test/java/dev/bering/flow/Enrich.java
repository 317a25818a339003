package dev.bering.flow;

import dev.bering.flow.Detection.Feature;
import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Adds the owner of the host to each flow. */
final class Enrich implements MultiTransformer<Enrich.In, Enrich.Out> {
  public record In(Frame<NetFlow> flows, Frame<Host> hosts) {}

  public record Out(Frame<Feature> features) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    Dataset<Row> joined = in.flows().df().join(in.hosts().df(), "host");
    return new Out(
        Frame.of(joined.selectExpr("host", "owner", "coalesce(bytes, 0) as bytes", "port")));
  }
}
