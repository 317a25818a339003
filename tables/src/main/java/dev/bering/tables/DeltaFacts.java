package dev.bering.tables;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.ColumnMapping.ColumnMappingMode;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.StructField;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
    return of(table, store, OptionalLong.empty());
  }

  /** As {@link #of(Location, Store)}, of a version that the log still keeps. */
  public static DeltaFacts of(Location table, Store store, long version) {
    return of(table, store, OptionalLong.of(version));
  }

  private static DeltaFacts of(Location table, Store store, OptionalLong version) {
    Engine engine = KernelEngine.over(store);
    try {
      SnapshotBuilder asked = TableManager.loadSnapshot(KernelFiles.ROOT);
      return new DeltaFacts(
          engine,
          (version.isPresent() ? asked.atVersion(version.getAsLong()) : asked).build(engine));
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

  /**
   * The columns in their order, by their names: what files call them and what type they have. Where
   * two versions have the same, a file means the same in both.
   */
  public Map<String, Stored> columns() {
    var columns = new LinkedHashMap<String, Stored>();
    for (StructField field : snapshot.getSchema().fields()) {
      FieldMetadata metadata = field.getMetadata();
      String physical =
          metadata.contains(ColumnMapping.COLUMN_MAPPING_PHYSICAL_NAME_KEY)
              ? metadata.getString(ColumnMapping.COLUMN_MAPPING_PHYSICAL_NAME_KEY)
              : field.getName();
      columns.put(field.getName(), new Stored(physical, field.getDataType().toString()));
    }
    return Collections.unmodifiableMap(columns);
  }

  /** What files call a column, and its type. */
  public record Stored(String physical, String type) {}

  /** The last transaction of an application; empty if it never wrote. */
  public OptionalLong transaction(String application) {
    return ((SnapshotImpl) snapshot)
        .getLatestTransactionVersion(engine, application)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }
}
