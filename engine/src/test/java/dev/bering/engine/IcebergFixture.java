package dev.bering.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.jspecify.annotations.Nullable;

/** An Iceberg table made and read by Iceberg's own library. */
record IcebergFixture(Table table) {

  private static final AtomicInteger FILES = new AtomicInteger();

  static IcebergFixture create(Path folder, int format, Schema schema, PartitionSpec spec) {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperties.FORMAT_VERSION, Integer.toString(format));
    return new IcebergFixture(
        new HadoopTables(new Configuration())
            .create(schema, spec, SortOrder.unsorted(), properties, folder.toString()));
  }

  Path folder() {
    return Path.of(table.location());
  }

  /** A row by the table's schema of now, values in order of its columns. */
  Record row(@Nullable Object... values) {
    return rowOf(table.schema(), values);
  }

  static Record rowOf(Schema schema, @Nullable Object... values) {
    return struct(schema.asStruct(), values);
  }

  static Record struct(org.apache.iceberg.types.Types.StructType type, @Nullable Object... values) {
    Record record = GenericRecord.create(type);
    for (int i = 0; i < values.length; i++) {
      record.set(i, values[i]);
    }
    return record;
  }

  /** Columns of files without field ids are known by these names, in Iceberg's JSON. */
  void mapNames(String mapping) {
    table.updateProperties().set(TableProperties.DEFAULT_NAME_MAPPING, mapping).commit();
  }

  DataFile append(@Nullable StructLike partition, Record... rows) throws IOException {
    return appendAs(FileFormat.PARQUET, partition, rows);
  }

  DataFile appendAs(FileFormat format, @Nullable StructLike partition, Record... rows)
      throws IOException {
    DataWriter<Record> writer =
        factory(format).newDataWriter(output(format, partition), table.spec(), partition);
    try (writer) {
      for (Record row : rows) {
        writer.write(row);
      }
    }
    table.newAppend().appendFile(writer.toDataFile()).commit();
    return writer.toDataFile();
  }

  void deletePositions(
      FileFormat format, @Nullable StructLike partition, DataFile file, long... positions)
      throws IOException {
    DeleteFile deletes = positionDeletes(format, partition, file, positions);
    table.newRowDelta().addDeletes(deletes).commit();
  }

  /** A file of the table's that no snapshot has yet. */
  DeleteFile positionDeletes(
      FileFormat format, @Nullable StructLike partition, DataFile file, long... positions)
      throws IOException {
    PositionDeleteWriter<Record> writer =
        factory(format).newPositionDeleteWriter(output(format, partition), table.spec(), partition);
    try (writer) {
      for (long position : positions) {
        writer.write(PositionDelete.<Record>create().set(file.location(), position));
      }
    }
    return writer.toDeleteFile();
  }

  void deleteByVector(@Nullable StructLike partition, DataFile file, long... positions)
      throws IOException {
    DVFileWriter writer =
        new BaseDVFileWriter(
            OutputFileFactory.builderFor(table, 1, FILES.incrementAndGet())
                .format(FileFormat.PUFFIN)
                .build(),
            path -> null);
    try (writer) {
      for (long position : positions) {
        writer.delete(file.location(), position, table.spec(), partition);
      }
    }
    var change = table.newRowDelta();
    for (DeleteFile vector : writer.result().deleteFiles()) {
      change.addDeletes(vector);
    }
    change.commit();
  }

  /** Deletes rows with these values of these columns. */
  void deleteEqual(@Nullable StructLike partition, Schema columns, Record... rows)
      throws IOException {
    DeleteFile deletes = equalityDeletes(partition, columns, rows);
    table.newRowDelta().addDeletes(deletes).commit();
  }

  /** A file of the table's that no snapshot has yet. */
  DeleteFile equalityDeletes(@Nullable StructLike partition, Schema columns, Record... rows)
      throws IOException {
    int[] ids = columns.columns().stream().mapToInt(column -> column.fieldId()).toArray();
    EqualityDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(ids)
            .equalityDeleteRowSchema(columns)
            .build()
            .newEqualityDeleteWriter(
                output(FileFormat.PARQUET, partition), table.spec(), partition);
    try (writer) {
      for (Record row : rows) {
        writer.write(row);
      }
    }
    return writer.toDeleteFile();
  }

  private EncryptedOutputFile output(FileFormat format, @Nullable StructLike partition) {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 1, FILES.incrementAndGet()).format(format).build();
    return partition == null ? files.newOutputFile() : files.newOutputFile(table.spec(), partition);
  }

  private GenericFileWriterFactory factory(FileFormat format) {
    return new GenericFileWriterFactory.Builder(table)
        .dataFileFormat(format)
        .deleteFileFormat(format)
        .build();
  }

  /** What Iceberg's own reader reads of a snapshot, as a Parquet file that Iceberg writes. */
  Path readByIceberg(Path file, long snapshotId, Schema schema) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(snapshotId).project(schema).build()) {
      records.forEach(record -> rows.add(record.copy()));
    }
    Table copy =
        new HadoopTables(new Configuration())
            .create(
                schema,
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                Map.of(TableProperties.FORMAT_VERSION, "3"),
                file.resolveSibling(file.getFileName() + "-table").toString());
    DataWriter<Record> writer =
        new IcebergFixture(copy)
            .factory(FileFormat.PARQUET)
            .newDataWriter(
                EncryptedFiles.plainAsEncryptedOutput(copy.io().newOutputFile(file.toString())),
                PartitionSpec.unpartitioned(),
                null);
    try (writer) {
      rows.forEach(writer::write);
    }
    return file;
  }
}
