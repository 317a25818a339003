package dev.bering.tables;

import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Parquet files of a store, row by row, whatever columns they have. */
public final class ParquetFiles {

  /** Makes the row that is written of the row that was read. */
  @FunctionalInterface
  public interface RowChange {
    /** Called once for each row. */
    Group apply(Group row) throws IOException;
  }

  /** The footer's length and the magic number, at the end of a file. */
  private static final int FOOTER_TAIL_BYTES = 8;

  private ParquetFiles() {}

  /** A file of a store as Parquet's own library takes it. */
  public static InputFile of(Store store, String path, long sizeBytes) {
    return new StoredFile(store, path, sizeBytes);
  }

  /**
   * The schema, the key-value metadata and the row groups of a file. With options of its own:
   * without, the library reads all of Hadoop's defaults from XML again for every file.
   */
  public static ParquetMetadata footer(InputFile file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            file, ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
      return reader.getFooter();
    }
  }

  /** Hears rows in their order. */
  @FunctionalInterface
  public interface RowSink {
    /** Called once for each row. */
    void accept(Group row) throws IOException;
  }

  /** Hands on every row of a file. */
  public static void read(InputFile in, RowSink sink) throws IOException {
    try (ParquetReader<Group> rows = new GroupReader(in).build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        sink.accept(row);
      }
    }
  }

  /**
   * Copies a Parquet file row by row: the same schema, compression and metadata, other values where
   * {@code change} says so. The same rows become the same bytes every time.
   *
   * @param out a local file, replaced if it is there
   */
  public static void rewrite(InputFile in, Path out, RowChange change) throws IOException {
    rewrite(in, out, schema -> schema, (row, schema) -> change.apply(row));
  }

  /** As {@link RowChange}, into rows of another schema. */
  @FunctionalInterface
  public interface RowChangeInto {
    /** Called once for each row. */
    Group apply(Group row, MessageType schema) throws IOException;
  }

  /** As {@link #rewrite(InputFile, Path, RowChange)}, with another schema. */
  public static void rewrite(
      InputFile in, Path out, UnaryOperator<MessageType> schemaChange, RowChangeInto change)
      throws IOException {
    ParquetMetadata footer = footer(in);
    MessageType schema = schemaChange.apply(footer.getFileMetaData().getSchema());
    Map<String, String> metadata = new HashMap<>(footer.getFileMetaData().getKeyValueMetaData());
    metadata.remove(ParquetWriter.OBJECT_MODEL_NAME_PROP); // the writer's own, which it insists on
    try (ParquetReader<Group> rows = new GroupReader(in).build();
        ParquetWriter<Group> writer =
            ExampleParquetWriter.builder(new LocalOutputFile(out))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withExtraMetaData(metadata)
                .withCompressionCodec(compression(footer))
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        writer.write(change.apply(row, schema));
      }
    }
    sortEncodings(out);
  }

  /**
   * Parquet's writer keeps a column's encodings in a hash set of enums, whose order differs from
   * one process to the next; no reader goes by it, but a comparison of bytes does.
   */
  private static void sortEncodings(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() - FOOTER_TAIL_BYTES);
      int length = Integer.reverseBytes(bytes.readInt());
      byte[] footer = new byte[length];
      long start = bytes.length() - FOOTER_TAIL_BYTES - length;
      bytes.seek(start);
      bytes.readFully(footer);
      FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
      for (RowGroup group : metadata.getRow_groups()) {
        group
            .getColumns()
            .forEach(column -> Collections.sort(column.getMeta_data().getEncodings()));
      }
      ByteArrayOutputStream sorted = new ByteArrayOutputStream(length);
      Util.writeFileMetaData(metadata, sorted);
      if (sorted.size() != length) {
        throw new IllegalStateException(
            "footer of %d bytes became %d".formatted(length, sorted.size()));
      }
      bytes.seek(start);
      bytes.write(sorted.toByteArray());
    }
  }

  /** The same values in a group of another type, which may have more fields. */
  public static SimpleGroup in(GroupType type, Group group) {
    SimpleGroup copy = new SimpleGroup(type);
    for (int field = 0; field < group.getType().getFieldCount(); field++) {
      String name = group.getType().getFieldName(field);
      Type inner = type.getType(name);
      for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
        if (!inner.isPrimitive() && !inner.equals(group.getType().getType(field))) {
          copy.add(type.getFieldIndex(name), in(inner.asGroupType(), group.getGroup(field, i)));
        } else {
          copyValue(group, field, i, copy, type.getFieldIndex(name));
        }
      }
    }
    return copy;
  }

  /** The same group with other values in some fields, each a text, a number or a group. */
  public static Group with(Group group, Map<String, Object> values) {
    GroupType type = group.getType();
    SimpleGroup copy = new SimpleGroup(type);
    for (int field = 0; field < type.getFieldCount(); field++) {
      Object value = values.get(type.getFieldName(field));
      if (value instanceof Group changed) {
        copy.add(field, changed);
      } else if (value instanceof Long number) {
        copy.add(field, number.longValue());
      } else if (value instanceof Integer number) {
        copy.add(field, number.intValue());
      } else if (value instanceof String text) {
        copy.add(field, Binary.fromString(text));
      } else {
        for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
          copyValue(group, field, i, copy, field);
        }
      }
    }
    return copy;
  }

  private static void copyValue(Group from, int field, int index, SimpleGroup to, int place) {
    if (!from.getType().getType(field).isPrimitive()) {
      to.add(place, from.getGroup(field, index));
      return;
    }
    switch (from.getType().getType(field).asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> to.add(place, from.getInteger(field, index));
      case INT64 -> to.add(place, from.getLong(field, index));
      case BOOLEAN -> to.add(place, from.getBoolean(field, index));
      case FLOAT -> to.add(place, from.getFloat(field, index));
      case DOUBLE -> to.add(place, from.getDouble(field, index));
      case INT96 -> to.add(place, from.getInt96(field, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> to.add(place, from.getBinary(field, index));
    }
  }

  private static CompressionCodecName compression(ParquetMetadata footer) {
    for (BlockMetaData block : footer.getBlocks()) {
      return block.getColumns().get(0).getCodec();
    }
    return CompressionCodecName.UNCOMPRESSED;
  }

  private static final class GroupReader extends ParquetReader.Builder<Group> {
    GroupReader(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  private record StoredFile(Store store, String path, long sizeBytes) implements InputFile {
    @Override
    public long getLength() {
      return sizeBytes;
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      return new StoredStream(store.open(path));
    }

    @Override
    public String toString() {
      return path;
    }
  }

  private static final class StoredStream extends DelegatingSeekableInputStream {
    private final StoreInput in;

    StoredStream(StoreInput in) {
      super(in);
      this.in = in;
    }

    @Override
    public long getPos() throws IOException {
      return in.position();
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }
  }
}
