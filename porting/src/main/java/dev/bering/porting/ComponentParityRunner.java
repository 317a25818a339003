package dev.bering.porting;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Runs components on what the legacy platform recorded and compares what they make.
 *
 * <p>Translated inputs and outputs lie as tables below one folder. Recorded tables are only read. A
 * further run replaces what lies there; if one fails, running it again is safe.
 */
public final class ComponentParityRunner {

  private final SparkSession spark;
  private final Location folder;
  private final Progress progress;

  /** Runs on a session with Delta, and writes below {@code folder}. */
  public ComponentParityRunner(SparkSession spark, Location folder, Progress progress) {
    this.spark = spark;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * One component. Whatever goes wrong with it, its translators or the recorded tables is a verdict
   * of its own, and never green.
   *
   * @throws dev.bering.model.UserException if the declaration is wrong, as {@link
   *     ComponentParity#plan} says, before anything is read; or if something passing went wrong
   */
  public ComponentReport run(ComponentParity parity) {
    return run(List.of(parity)).components().get(0);
  }

  /**
   * Many components, each by itself. A recorded table that several of them name by the same {@link
   * Recorded} is translated once.
   *
   * @throws dev.bering.model.UserException as {@link #run(ComponentParity)}
   */
  public ParityMatrix run(List<ComponentParity> parities) {
    parities.forEach(ComponentParity::plan);
    try (RecordedTables tables = new RecordedTables(spark, folder, progress)) {
      return new ParityMatrix(
          parities.stream().map(parity -> new ComponentRun(parity, tables).run()).toList());
    }
  }

  /**
   * A whole flow: each part of it on its recorded inputs, and the flow from end to end.
   *
   * @throws dev.bering.model.UserException as {@link #run(ComponentParity)}, and
   *     PORTING_EDGE_UNKNOWN
   */
  public FlowParityReport run(FlowParity parity) {
    FlowParts parts = new FlowParts(parity);
    parts.units().forEach(unit -> unit.parity().plan());
    ComponentParity whole = parts.whole();
    whole.plan();
    try (RecordedTables tables = new RecordedTables(spark, folder, progress)) {
      List<ComponentReport> reports =
          parts.units().stream()
              .map(unit -> new ComponentRun(unit.parity(), tables).run())
              .toList();
      return new FlowParityReport(
          parity.flow().name(),
          new ParityMatrix(parts.inOrder(reports)),
          new ComponentRun(whole, tables).run());
    }
  }
}
