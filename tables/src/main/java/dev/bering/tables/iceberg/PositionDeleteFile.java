package dev.bering.tables.iceberg;

import dev.bering.stores.Store;
import dev.bering.tables.ParquetFiles;
import java.io.IOException;
import java.util.Set;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The file that names rows by data file and position (Iceberg spec, "Position Delete Files"). */
public final class PositionDeleteFile {

  /** The reserved number of the column that holds the data file's path. */
  public static final int FILE_PATH = 2147483546;

  /** The reserved number of the column that holds the row's position in that file, from 0. */
  public static final int POSITION = 2147483545;

  private static final Set<String> FORMATS = Set.of("AVRO", "PARQUET");

  /** Hears of deleted rows. */
  public interface RowSink {
    /**
     * One deleted row.
     *
     * @param dataFile as recorded
     */
    void row(String dataFile, long position) throws IOException;
  }

  private PositionDeleteFile() {}

  /** Whether files of this format can be read. */
  public static boolean isUnderstood(String format) {
    return FORMATS.contains(format);
  }

  /** Hands on every row of a file of a format that is understood. */
  public static void read(Store store, String path, long sizeBytes, String format, RowSink sink)
      throws IOException {
    if (format.equals("AVRO")) {
      AvroRecords.read(
          store.open(path),
          type -> {
            FieldIds fields = FieldIds.of(type);
            return record ->
                sink.row(fields.text(record, FILE_PATH), fields.number(record, POSITION));
          });
      return;
    }
    InputFile file = ParquetFiles.of(store, path, sizeBytes);
    MessageType schema = ParquetFiles.footer(file).getFileMetaData().getSchema();
    String dataFile = column(schema, FILE_PATH);
    String position = column(schema, POSITION);
    ParquetFiles.read(file, row -> sink.row(row.getString(dataFile, 0), row.getLong(position, 0)));
  }

  /**
   * What a file calls one of its columns.
   *
   * @throws IOException if it has no such column
   */
  public static String column(MessageType schema, int id) throws IOException {
    for (Type field : schema.getFields()) {
      if (field.getId() != null && field.getId().intValue() == id) {
        return field.getName();
      }
    }
    throw new IOException("its schema has no field %d".formatted(id));
  }
}
