package dev.bering.tables;

import dev.bering.stores.ContentHash;
import dev.bering.stores.Store;
import io.delta.kernel.defaults.engine.DefaultParquetHandler;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Writes rows into Parquet files of a Delta table. A file is made in this machine's folder for
 * temporary files first and then handed to the store as a whole. Safe for many threads.
 */
public final class DataFileWriter {

  private final Store store;
  private final DeltaSchema schema;
  private final StructType kernelSchema;

  /** A writer of files below the root of {@code store}. */
  public DataFileWriter(Store store, DeltaSchema schema) {
    this.store = store;
    this.schema = schema;
    this.kernelSchema = schema.kernelType();
  }

  /** A file that is stored and of which no table knows yet. */
  public record Written(LiveFile file, long rowCount) {}

  /**
   * Writes all rows of {@code rows} into one new file. If this fails, nothing is under {@code
   * path}.
   *
   * @param path relative to the table, of characters that need no escape in a URI
   * @return empty if there was no row; then there is no file
   */
  public Optional<Written> write(String path, RowSource rows) throws IOException {
    FileStatistics statistics = new FileStatistics(schema);
    RowBatches batches = new RowBatches(kernelSchema, rows, statistics);
    try {
      if (!batches.hasNext()) {
        return Optional.empty();
      }
      Path scratch = Files.createTempFile("bering-", ".parquet");
      try {
        new DefaultParquetHandler(new LocalParquet(scratch))
            .writeParquetFileAtomically(path, batches);
        ContentHash stored = store.write(path, () -> Files.newInputStream(scratch));
        return Optional.of(
            new Written(
                new LiveFile(
                    path,
                    stored.sizeBytes(),
                    Files.getLastModifiedTime(scratch).toMillis(),
                    statistics.json(),
                    Map.of()),
                statistics.rowCount()));
      } finally {
        Files.deleteIfExists(scratch);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
