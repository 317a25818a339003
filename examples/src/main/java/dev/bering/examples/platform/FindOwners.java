package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Puts the alerts of all detections into one table and says whose each is. */
@Component
public final class FindOwners implements MultiTransformer<FindOwners.In, FindOwners.Out> {

  private static final int LEAST_CRITICAL = 4;

  /** What it reads: at least one frame of alerts. */
  public record In(List<Frame<Alert>> alerts, Frame<InventoryRow> inventory) {}

  /** What it makes: a row for each alert, whether or not its service is in the inventory. */
  public record Out(Frame<OwnedAlert> owned) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    Dataset<Row> alerts =
        in.alerts().stream().map(Frame::df).reduce(Dataset::unionByName).orElseThrow();
    Column maintained =
        col("slice_hour")
            .geq(col("maintenance_from"))
            .and(col("slice_hour").lt(col("maintenance_to")));
    return new Out(
        Frame.of(
            alerts
                .join(broadcast(in.inventory().df()), new String[] {"service"}, "left")
                .withColumn("owner", coalesce(col("owner"), lit("nobody")))
                .withColumn("criticality", coalesce(col("criticality"), lit(LEAST_CRITICAL)))
                .withColumn("in_maintenance", coalesce(maintained, lit(false)))));
  }
}
