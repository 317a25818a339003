package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StatisticsFile;
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
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.puffin.Blob;
import org.apache.iceberg.puffin.Puffin;
import org.apache.iceberg.puffin.PuffinWriter;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Iceberg tables made and read by Iceberg's own library. */
final class IcebergFixture {

  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "dept", Types.StringType.get()));
  static final PartitionSpec BY_DEPT = PartitionSpec.builderFor(SCHEMA).identity("dept").build();

  private static final Configuration CONF = new Configuration();
  private static final AtomicInteger FILES = new AtomicInteger();

  final Table table;

  IcebergFixture(Table table) {
    this.table = table;
  }

  static IcebergFixture create(Path folder, int format) {
    return create(folder, format, PartitionSpec.unpartitioned(), Map.of());
  }

  static IcebergFixture create(
      Path folder, int format, PartitionSpec spec, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(TableProperties.FORMAT_VERSION, Integer.toString(format));
    return new IcebergFixture(
        new HadoopTables(CONF).create(SCHEMA, spec, SortOrder.unsorted(), all, folder.toString()));
  }

  static Table load(Path folder) {
    return new HadoopTables(CONF).load(folder.toString());
  }

  /** Rows as {@code id} and {@code dept}, all in one partition. */
  static Record row(Schema schema, int id, String dept) {
    Record record = GenericRecord.create(schema);
    record.setField("id", id);
    record.setField("dept", dept);
    return record;
  }

  DataFile write(String dept, int... ids) throws IOException {
    return write(FileFormat.PARQUET, output(dept, FileFormat.PARQUET), dept, ids);
  }

  /** A data file at a place of its own, whatever the table's own places are. */
  DataFile writeAt(Path file, String dept, int... ids) throws IOException {
    return writeAt(file.toString(), dept, ids);
  }

  DataFile writeAt(String location, String dept, int... ids) throws IOException {
    return write(
        FileFormat.PARQUET,
        EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(location)),
        dept,
        ids);
  }

  private DataFile write(FileFormat format, EncryptedOutputFile out, String dept, int... ids)
      throws IOException {
    DataWriter<Record> writer =
        factory(format, format).newDataWriter(out, table.spec(), partition(dept));
    try (writer) {
      for (int id : ids) {
        writer.write(row(table.schema(), id, dept));
      }
    }
    return writer.toDataFile();
  }

  DataFile append(String dept, int... ids) throws IOException {
    DataFile file = write(dept, ids);
    table.newAppend().appendFile(file).commit();
    return file;
  }

  /** Deletes the first row of each file. */
  DeleteFile deleteFirst(FileFormat format, String dept, DataFile... files) throws IOException {
    PositionDeleteWriter<Record> writer =
        factory(format, format)
            .newPositionDeleteWriter(output(dept, format), table.spec(), partition(dept));
    List<String> paths =
        new ArrayList<>(Arrays.stream(files).map(DataFile::location).sorted().toList());
    try (writer) {
      for (String path : paths) {
        writer.write(PositionDelete.<Record>create().set(path, 0));
      }
    }
    DeleteFile deletes = writer.toDeleteFile();
    table.newRowDelta().addDeletes(deletes).commit();
    return deletes;
  }

  /** Deletes the row with this id by value. */
  DeleteFile deleteEqual(String dept, int id) throws IOException {
    Schema schema = table.schema().select("id");
    EqualityDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(new int[] {1})
            .equalityDeleteRowSchema(schema)
            .build()
            .newEqualityDeleteWriter(
                output(dept, FileFormat.PARQUET), table.spec(), partition(dept));
    try (writer) {
      Record record = GenericRecord.create(schema);
      record.setField("id", id);
      writer.write(record);
    }
    DeleteFile deletes = writer.toDeleteFile();
    table.newRowDelta().addDeletes(deletes).commit();
    return deletes;
  }

  /** Deletes the first row of each file by deletion vectors that share one Puffin file. */
  List<DeleteFile> deleteFirstByVector(String dept, DataFile... files) throws IOException {
    DVFileWriter writer =
        new BaseDVFileWriter(
            OutputFileFactory.builderFor(table, 1, FILES.incrementAndGet())
                .format(FileFormat.PUFFIN)
                .build(),
            path -> null);
    try (writer) {
      for (DataFile file : files) {
        writer.delete(file.location(), 0, table.spec(), partition(dept));
      }
    }
    var change = table.newRowDelta();
    writer.result().deleteFiles().forEach(change::addDeletes);
    change.commit();
    return writer.result().deleteFiles();
  }

  /** Adds a Puffin file of statistics for the current snapshot. */
  Path addStatistics() throws IOException {
    Snapshot current = table.currentSnapshot();
    Path file =
        Path.of(
            local(table.location()), "metadata", "stats-" + FILES.incrementAndGet() + ".puffin");
    try (PuffinWriter writer =
        Puffin.write(table.io().newOutputFile(file.toString())).createdBy("test").build()) {
      writer.add(
          new Blob(
              "test-blob",
              List.of(1),
              current.snapshotId(),
              current.sequenceNumber(),
              java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3})));
      writer.finish();
      StatisticsFile statistics =
          new GenericStatisticsFile(
              current.snapshotId(),
              file.toString(),
              writer.fileSize(),
              writer.footerSize(),
              List.of());
      table.updateStatistics().setStatistics(statistics).commit();
    }
    return file;
  }

  private EncryptedOutputFile output(String dept, FileFormat format) {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 1, FILES.incrementAndGet()).format(format).build();
    PartitionData partition = partition(dept);
    return partition == null ? files.newOutputFile() : files.newOutputFile(table.spec(), partition);
  }

  private GenericFileWriterFactory factory(FileFormat data, FileFormat deletes) {
    return new GenericFileWriterFactory.Builder(table)
        .dataFileFormat(data)
        .deleteFileFormat(deletes)
        .build();
  }

  private @Nullable PartitionData partition(String dept) {
    if (table.spec().isUnpartitioned()) {
      return null;
    }
    PartitionData partition = new PartitionData(table.spec().partitionType());
    for (int i = 0; i < partition.size(); i++) {
      boolean byDept =
          table.spec().partitionType().fields().get(i).type().equals(Types.StringType.get());
      partition.set(i, byDept ? dept : Integer.valueOf(0));
    }
    return partition;
  }

  /** What every retained snapshot holds, by its id. */
  static Map<Long, List<String>> rows(Table table) throws IOException {
    Map<Long, List<String>> rows = new TreeMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      rows.put(snapshot.snapshotId(), rows(table, snapshot.snapshotId()));
    }
    return rows;
  }

  static List<String> rows(Table table, long snapshotId) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(snapshotId).build()) {
      records.forEach(
          record ->
              rows.add(
                  table.schema().columns().stream()
                      .map(column -> String.valueOf(record.getField(column.name())))
                      .collect(Collectors.joining("|"))));
    }
    rows.sort(null);
    return rows;
  }

  /** Every length that the metadata tells is the file's, and every file is below the table. */
  static void assertLengthsTrue(Table table) throws IOException {
    String root = local(table.location());
    for (Snapshot snapshot : table.snapshots()) {
      assertThat(local(snapshot.manifestListLocation())).startsWith(root + "/");
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        assertLength(root, manifest.path(), manifest.length());
        try (ManifestReader<? extends ContentFile<?>> files =
            manifest.content() == org.apache.iceberg.ManifestContent.DATA
                ? ManifestFiles.read(manifest, table.io(), table.specs())
                : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
          for (ContentFile<?> file : files) {
            assertLength(root, file.location(), file.fileSizeInBytes());
          }
        }
      }
    }
    for (StatisticsFile statistics : table.statisticsFiles()) {
      assertLength(root, statistics.path(), statistics.fileSizeInBytes());
    }
  }

  private static void assertLength(String root, String path, long length) throws IOException {
    assertThat(local(path)).startsWith(root + "/");
    assertThat(Files.size(Path.of(local(path)))).as("length of %s", path).isEqualTo(length);
  }

  /** The delete files of the current snapshot. */
  static List<DeleteFile> deletes(Table table, FileContent content) throws IOException {
    List<DeleteFile> deletes = new ArrayList<>();
    for (ManifestFile manifest : table.currentSnapshot().deleteManifests(table.io())) {
      try (ManifestReader<DeleteFile> files =
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        for (DeleteFile file : files) {
          if (file.content() == content) {
            deletes.add(file.copy());
          }
        }
      }
    }
    return deletes;
  }

  /** The data file that both bounds of a delete file name; empty if there are none. */
  static String pathBound(DeleteFile file) {
    int id = MetadataColumns.DELETE_FILE_PATH.fieldId();
    Map<Integer, java.nio.ByteBuffer> lower = file.lowerBounds();
    Map<Integer, java.nio.ByteBuffer> upper = file.upperBounds();
    if (lower == null || !lower.containsKey(id)) {
      return "";
    }
    assertThat(upper.get(id)).isEqualTo(lower.get(id));
    return StandardCharsets.UTF_8.decode(lower.get(id).duplicate()).toString();
  }

  /** The paths in a position delete file, in its order. */
  static List<String> deletedPaths(Table table, DeleteFile deletes) throws IOException {
    List<String> paths = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        FormatModelRegistry.<Record, Object>readBuilder(
                deletes.format(), Record.class, table.io().newInputFile(deletes.location()))
            .project(new Schema(MetadataColumns.DELETE_FILE_PATH, MetadataColumns.DELETE_FILE_POS))
            .build()) {
      rows.forEach(row -> paths.add(row.getField("file_path").toString()));
    }
    return paths;
  }

  static String local(String location) {
    return location.startsWith("file:")
        ? "/" + location.substring("file:".length()).replaceAll("^/+", "")
        : location;
  }
}
