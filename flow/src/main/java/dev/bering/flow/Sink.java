package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where the rows of one port go when a flow runs. This is the seam between running and storing: a
 * run knows which rows to write, when, and under which name; a sink knows how.
 *
 * <p>A sink is a value: equal sinks write the same rows to the same place. It may be asked to write
 * more than once, by a later run or because an attempt failed, and leaves then what one write would
 * have left. Sinks of one run write at the same time, from threads of their own.
 *
 * <p>{@link DeltaSink} replaces a Delta table or a slice of it and is what flows are published
 * with; {@link ParquetSink} keeps rows for a while; {@link NoopSink} has them computed and drops
 * them.
 */
public interface Sink {

  /**
   * The port: an output of the flow, such as {@code alerts}, or of a node in it, such as {@code
   * score.rejected} or {@code detect/score.rejected}.
   */
  String port();

  /** Where the rows go, as plans and messages spell it. It holds no secrets. */
  String target();

  /**
   * The place that belongs to this sink alone within a run, if it has one. Two sinks whose places
   * overlap are refused, and so is one that overlaps an input.
   */
  Optional<Location> place();

  /**
   * Everything that keeps {@code rows} from being written. Asked of all sinks before the first one
   * writes. It may read metadata, not rows.
   *
   * @param subject how the messages begin: {@code Cannot write alerts of detect to /lake/alerts}
   * @throws dev.bering.model.UserException FLOW_SINK_UNREADABLE if it cannot be told what is there
   */
  List<Problem> problems(String subject, Dataset<Row> rows);

  /**
   * Writes all of {@code rows}. If this fails, readers see what they saw before.
   *
   * @param note what tells this write from all others: the run, the flow, the port and the label; a
   *     sink that can, stores it with the rows
   */
  Receipt write(Dataset<Row> rows, String note);

  /** Replaces the Delta table at {@code location} with the rows of {@code port}. */
  static Sink of(String port, String location) {
    return of(port, Location.of(location));
  }

  /** Replaces the Delta table at {@code location} with the rows of {@code port}. */
  static Sink of(String port, Location location) {
    return DeltaSink.replacing(port, location);
  }
}
