package dev.bering.tables;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.ColumnMapping.ColumnMappingMode;
import java.util.OptionalLong;

/** What the newest version of a Delta table says of itself, without its files. */
public final class DeltaFacts {

  private final Engine engine;
  private final Snapshot snapshot;

  private DeltaFacts(Engine engine, Snapshot snapshot) {
    this.engine = engine;
    this.snapshot = snapshot;
  }

  /**
   * Reads the newest version of the table at the root of {@code store}.
   *
   * @throws UserException DELTA_UNREADABLE with what Delta Kernel says
   */
  public static DeltaFacts of(Location table, Store store) {
    Engine engine = KernelEngine.over(store);
    try {
      return new DeltaFacts(engine, TableManager.loadSnapshot(KernelFiles.ROOT).build(engine));
    } catch (RuntimeException e) {
      throw UserException.source(
          new Problem(
              "DELTA_UNREADABLE",
              "Cannot read %s: %s.".formatted(table, Failures.rootFact(e)),
              "check that the folder is a healthy Delta table that other readers can open"),
          e);
    }
  }

  /** The newest version. */
  public long version() {
    return snapshot.getVersion();
  }

  /** {@code metaData.id}. */
  public String tableId() {
    return ((SnapshotImpl) snapshot).getMetadata().getId();
  }

  /** Whether the files may know columns by other names than the table does. */
  public boolean mapsColumns() {
    return ColumnMapping.getColumnMappingMode(
            ((SnapshotImpl) snapshot).getMetadata().getConfiguration())
        != ColumnMappingMode.NONE;
  }

  /** The last transaction of an application; empty if it never wrote. */
  public OptionalLong transaction(String application) {
    return ((SnapshotImpl) snapshot)
        .getLatestTransactionVersion(engine, application)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }
}
