package dev.bering.profile;

import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.ParquetSink;
import dev.bering.flow.PortRef;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Ports that are stored between runs of parts of a flow, in a folder of its own that goes when this
 * is closed.
 */
final class Scratch implements AutoCloseable {
  private final FlowContext ctx;
  private final Location folder;
  private final Map<PortRef, Frame<?>> stored = new HashMap<>();

  /**
   * @param parent below which the folder is made
   */
  Scratch(FlowContext ctx, Location parent) {
    this.ctx = ctx;
    this.folder = Location.of(parent + "/profile-" + UUID.randomUUID());
  }

  /** What stores {@code port}. */
  Sink sink(PortRef port) {
    return sink(port.toString(), port.toString().replace('/', '.'));
  }

  /** What stores rows that are only to be written. */
  Sink copy() {
    return sink("copy", "copy");
  }

  private Sink sink(String port, String name) {
    return new ParquetSink(port, Location.of(folder + "/" + name));
  }

  /** The rows of {@code port}, now that they are stored. */
  Dataset<Row> readBack(PortRef port) {
    Dataset<Row> rows = ctx.spark().read().parquet(sink(port).place().orElseThrow().toString());
    stored.put(port, Frame.of(rows));
    return rows;
  }

  /** The ports that have been read back. */
  Map<PortRef, Frame<?>> stored() {
    return Map.copyOf(stored);
  }

  /**
   * Removes the folder.
   *
   * @throws UserException FLOW_SCRATCH_LEFT if it cannot be removed
   */
  @Override
  public void close() {
    var path = new Path(folder.toString());
    try {
      path.getFileSystem(ctx.spark().sparkContext().hadoopConfiguration()).delete(path, true);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "FLOW_SCRATCH_LEFT",
              "Cannot remove %s: %s.".formatted(folder, e.getMessage()),
              "remove it; nothing reads it any more"),
          e);
    }
  }
}
