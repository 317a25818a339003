package dev.bering.tables;

import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
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
import org.apache.parquet.schema.MessageType;

/** Parquet files of a store, row by row, whatever columns they have. */
public final class ParquetFiles {

  /** Makes the row that is written of the row that was read. */
  @FunctionalInterface
  public interface RowChange {
    /** Called once for each row. */
    Group apply(Group row) throws IOException;
  }

  private ParquetFiles() {}

  /** A file of a store as Parquet's own library takes it. */
  public static InputFile of(Store store, String path, long sizeBytes) {
    return new StoredFile(store, path, sizeBytes);
  }

  /** The schema, the key-value metadata and the row groups of a file. */
  public static ParquetMetadata footer(InputFile file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
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
   * {@code change} says so.
   *
   * @param out a local file, replaced if it is there
   */
  public static void rewrite(InputFile in, Path out, RowChange change) throws IOException {
    ParquetMetadata footer = footer(in);
    MessageType schema = footer.getFileMetaData().getSchema();
    Map<String, String> metadata = new HashMap<>(footer.getFileMetaData().getKeyValueMetaData());
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
        writer.write(change.apply(row));
      }
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
