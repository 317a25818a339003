package dev.bering.clone.iceberg;

import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.clone.Texts;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.ParquetFiles;
import dev.bering.tables.iceberg.AvroRecords;
import dev.bering.tables.iceberg.FieldIds;
import dev.bering.tables.iceberg.PositionDeleteFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The file that names rows by data file and position, in the order of both (Iceberg spec, "Position
 * Delete Files"). Where moved paths no longer stand in order, the rows are sorted anew; only rows
 * that also carry the deleted values keep the order they had.
 */
final class PositionDeletes {

  /** Where a data file is in the replica. */
  interface Moves {
    String path(String text) throws IOException;
  }

  /** One deleted row. */
  private record Row(String path, long position) {
    static final Sorter.Format<Row> FORMAT =
        new Sorter.Format<>() {
          @Override
          public void write(Row row, DataOutputStream out) throws IOException {
            Texts.write(out, row.path);
            out.writeLong(row.position);
          }

          @Override
          public Row read(DataInputStream in) throws IOException {
            return new Row(Texts.read(in), in.readLong());
          }
        };
  }

  private interface Change {
    Row of(Row row) throws IOException;
  }

  private final Store store;
  private final StoredFile file;
  private final String format;
  private final String name;
  private final Staging staging;

  private PositionDeletes(
      Store store, StoredFile file, String format, String name, Staging staging) {
    this.store = store;
    this.file = file;
    this.format = format;
    this.name = name;
    this.staging = staging;
  }

  /** Copies a delete file to a local one, with the paths that the replica uses. */
  static void rewrite(
      Store store,
      StoredFile file,
      String format,
      Path out,
      String name,
      Moves moves,
      Staging staging)
      throws IOException {
    PositionDeletes deletes = new PositionDeletes(store, file, format, name, staging);
    Order order = new Order();
    int columns =
        deletes.pass(out, row -> order.after(new Row(moves.path(row.path()), row.position())));
    if (order.broken && columns == 2) {
      deletes.sort(out, moves);
    }
  }

  /** Whether rows still stand in order of their path. */
  private static final class Order {
    private @Nullable String last;
    private boolean broken;

    Row after(Row row) {
      broken |= last != null && last.compareTo(row.path()) > 0;
      last = row.path();
      return row;
    }
  }

  private void sort(Path out, Moves moves) throws IOException {
    Sorter<Row> rows =
        new Sorter<>(
            staging,
            Row.FORMAT,
            Comparator.comparing(Row::path).thenComparing(Row::position),
            RunLength.ofThisProcess());
    pass(
        out,
        row -> {
          rows.add(new Row(moves.path(row.path()), row.position()));
          return row;
        });
    Path sorted = staging.newFile("sorted");
    try (DataOutputStream stream =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(sorted), 1 << 16))) {
      rows.drain(row -> Row.FORMAT.write(row, stream));
    }
    try (DataInputStream stream =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(sorted), 1 << 16))) {
      pass(out, row -> Row.FORMAT.read(stream));
    } finally {
      Files.delete(sorted);
    }
  }

  /** Copies the file row by row; says how many columns it has. */
  private int pass(Path out, Change change) throws IOException {
    return format.equals("AVRO") ? passAvro(out, change) : passParquet(out, change);
  }

  private int passAvro(Path out, Change change) throws IOException {
    int[] columns = new int[1];
    AvroRecords.rewrite(
        store.open(file.path()),
        Files.newOutputStream(out),
        name,
        type -> {
          columns[0] = type.getFields().size();
          FieldIds fields = FieldIds.of(type);
          return record -> {
            Row row =
                change.of(
                    new Row(
                        fields.text(record, PositionDeleteFile.FILE_PATH),
                        fields.number(record, PositionDeleteFile.POSITION)));
            fields.put(record, PositionDeleteFile.FILE_PATH, row.path());
            fields.put(record, PositionDeleteFile.POSITION, row.position());
          };
        });
    return columns[0];
  }

  private int passParquet(Path out, Change change) throws IOException {
    InputFile in = ParquetFiles.of(store, file.path(), file.sizeBytes());
    MessageType schema = ParquetFiles.footer(in).getFileMetaData().getSchema();
    String path = PositionDeleteFile.column(schema, PositionDeleteFile.FILE_PATH);
    String position = PositionDeleteFile.column(schema, PositionDeleteFile.POSITION);
    ParquetFiles.rewrite(
        in,
        out,
        record -> {
          Row row = change.of(new Row(record.getString(path, 0), record.getLong(position, 0)));
          return ParquetFiles.with(record, Map.of(path, row.path(), position, row.position()));
        });
    return schema.getFieldCount();
  }
}
