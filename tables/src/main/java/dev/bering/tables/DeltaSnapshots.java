package dev.bering.tables;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.deletionvectors.DeletionVectorUtils;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.ColumnMapping.ColumnMappingMode;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the state of Delta tables through Delta Kernel, the one place that does. */
final class DeltaSnapshots {

  private DeltaSnapshots() {}

  /**
   * The newest version.
   *
   * @throws UserException DELTA_UNREADABLE with what Delta Kernel says
   */
  static TableSnapshot.Delta latest(Location location) {
    return read(
        location,
        location.toString(),
        "check that the folder is a healthy Delta table that other readers can open",
        engine ->
            rows(location, engine, TableManager.loadSnapshot(KernelFiles.ROOT).build(engine)));
  }

  /**
   * A given version.
   *
   * @throws UserException DELTA_UNREADABLE with what Delta Kernel says, also if it is gone;
   *     DELTA_VERSION if no table can have it
   */
  static TableSnapshot.Delta at(Location location, long version) {
    String subject = "version %d of %s".formatted(version, location);
    String hint = "name a version that the table still has, or none to read the newest";
    if (version < 0) {
      throw UserException.usage(
          new Problem(
              "DELTA_VERSION",
              "Cannot read %s: versions are counted from 0.".formatted(subject),
              hint));
    }
    return read(
        location,
        subject,
        hint,
        engine ->
            rows(
                location,
                engine,
                TableManager.loadSnapshot(KernelFiles.ROOT).atVersion(version).build(engine)));
  }

  /** What is asked of a table. */
  private interface Question<T> {
    T answer(Engine engine) throws IOException;
  }

  private static <T> T read(Location location, String subject, String hint, Question<T> question) {
    try (Store store = Stores.open(location)) {
      return question.answer(KernelEngine.over(store));
    } catch (IOException | RuntimeException e) {
      if (e instanceof UserException known) {
        throw known;
      }
      throw UserException.source(
          new Problem("DELTA_UNREADABLE", "Cannot read %s: %s.".formatted(subject, fact(e)), hint),
          e);
    }
  }

  /** What Delta Kernel says, without the name that the folder has for it. */
  private static String fact(Exception e) {
    String fact = Failures.rootFact(e);
    String folder = KernelFiles.ROOT + ": ";
    return fact.startsWith(folder) ? fact.substring(folder.length()) : fact;
  }

  private static TableSnapshot.Delta rows(Location location, Engine engine, Snapshot snapshot)
      throws IOException {
    ColumnMappingMode mapping =
        ColumnMapping.getColumnMappingMode(snapshot.getMetadata().getConfiguration());
    Set<String> partitions = new HashSet<>();
    snapshot.getPartitionColumnNames().forEach(name -> partitions.add(fold(name)));
    List<TableSnapshot.Column> columns = new ArrayList<>();
    Map<String, String> logicalNames = new HashMap<>();
    for (StructField field : snapshot.getSchema().fields()) {
      String physicalName = physicalName(field, mapping);
      logicalNames.put(physicalName, field.getName());
      columns.add(
          new TableSnapshot.Column(
              field.getName(),
              physicalName,
              typeOf(field.getDataType(), mapping),
              partitions.contains(fold(field.getName()))));
    }
    List<TableSnapshot.DataFile> files = files(location, engine, snapshot, logicalNames);
    if (mapping == ColumnMappingMode.ID) {
      new MappedIds(location, snapshot.getSchema()).requireNamesIn(files);
    }
    return new TableSnapshot.Delta(location, snapshot.getVersion(), columns, files);
  }

  private static List<TableSnapshot.DataFile> files(
      Location location, Engine engine, Snapshot snapshot, Map<String, String> logicalNames)
      throws IOException {
    List<TableSnapshot.DataFile> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches =
        snapshot.getScanBuilder().build().getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            files.add(file(location, engine, snapshot, logicalNames, rows.next()));
          }
        }
      }
    }
    return files;
  }

  private static TableSnapshot.DataFile file(
      Location location,
      Engine engine,
      Snapshot snapshot,
      Map<String, String> logicalNames,
      Row row) {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(row);
    Map<String, Optional<String>> partitionValues = new HashMap<>();
    InternalScanFileUtils.getPartitionValues(row)
        .forEach(
            (name, value) ->
                partitionValues.put(
                    logicalNames.getOrDefault(name, name), Optional.ofNullable(value)));
    DeletionVectorDescriptor vector = InternalScanFileUtils.getDeletionVectorDescriptorFromRow(row);
    RowPositions deleted =
        vector == null
            ? RowPositions.NONE
            : RowPositions.of(
                DeletionVectorUtils.loadNewDvAndBitmap(engine, snapshot.getPath(), vector)
                    ._2
                    .toArray());
    return new TableSnapshot.DataFile(
        location.toPath().resolve(KernelFiles.relative(status.getPath())),
        status.getSize(),
        partitionValues,
        deleted);
  }

  private static String physicalName(StructField field, ColumnMappingMode mapping) {
    return mapping == ColumnMappingMode.NONE
        ? field.getName()
        : ColumnMapping.getPhysicalName(field);
  }

  private static ColumnType typeOf(DataType type, ColumnMappingMode mapping) {
    if (type instanceof DecimalType decimal) {
      return new ColumnType.Decimal(decimal.getPrecision(), decimal.getScale());
    }
    if (type instanceof ArrayType array) {
      return new ColumnType.Array(typeOf(array.getElementType(), mapping));
    }
    if (type instanceof MapType map) {
      return new ColumnType.Map(
          typeOf(map.getKeyType(), mapping), typeOf(map.getValueType(), mapping));
    }
    if (type instanceof StructType struct) {
      return new ColumnType.Struct(
          struct.fields().stream()
              .map(
                  field ->
                      new ColumnType.Field(
                          field.getName(),
                          physicalName(field, mapping),
                          typeOf(field.getDataType(), mapping)))
              .toList());
    }
    return new ColumnType.Primitive(type.toString());
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
