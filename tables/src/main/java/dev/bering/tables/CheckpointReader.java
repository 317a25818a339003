package dev.bering.tables;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the actions of Parquet checkpoints and sidecars through Delta Kernel's Parquet reader; only
 * the columns of {@link LogAction} are read.
 */
public final class CheckpointReader {

  private static final StructType DELETION_VECTOR =
      new StructType()
          .add("storageType", StringType.STRING)
          .add("pathOrInlineDv", StringType.STRING)
          .add("offset", IntegerType.INTEGER)
          .add("sizeInBytes", IntegerType.INTEGER);

  private static final StructType ADD =
      new StructType()
          .add("path", StringType.STRING)
          .add("size", LongType.LONG)
          .add("deletionVector", DELETION_VECTOR);

  private static final StructType SIDECAR =
      new StructType().add("path", StringType.STRING).add("sizeInBytes", LongType.LONG);

  private static final StructType PROTOCOL =
      new StructType()
          .add("minReaderVersion", IntegerType.INTEGER)
          .add("minWriterVersion", IntegerType.INTEGER)
          .add("readerFeatures", new ArrayType(StringType.STRING, true))
          .add("writerFeatures", new ArrayType(StringType.STRING, true));

  private static final StructType METADATA = new StructType().add("id", StringType.STRING);

  /** Columns that say which further files a checkpoint has, and what its readers must know. */
  public static final StructType REFERENCES =
      new StructType().add("sidecar", SIDECAR).add("protocol", PROTOCOL).add("metaData", METADATA);

  /** Columns that give the table's whole state. */
  public static final StructType STATE = REFERENCES.add("add", ADD);

  private final Store store;
  private final Engine kernel;

  /** A reader of the table at the root of {@code store}. */
  public CheckpointReader(Store store) {
    this.store = store;
    this.kernel = KernelEngine.over(store);
  }

  /**
   * Hands on every action of a Parquet file in its order.
   *
   * @param columns {@link #STATE} or {@link #REFERENCES}
   * @throws UserException DELTA_LOG_CORRUPT if it cannot be read
   */
  public void read(StoredFile file, StructType columns, LogAction.Sink sink) throws IOException {
    String path = file.path();
    String name = KernelFiles.ROOT + "/" + path;
    try (CloseableIterator<FileReadResult> results =
        kernel
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(FileStatus.of(name, file.sizeBytes(), 0)),
                columns,
                Optional.empty())) {
      while (results.hasNext()) {
        try (CloseableIterator<Row> rows = results.next().getData().getRows()) {
          while (rows.hasNext()) {
            parse(path, rows.next(), sink);
          }
        }
      }
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw corrupt(path, Failures.rootFact(e), e);
    }
  }

  private void parse(String path, Row row, LogAction.Sink sink) throws IOException {
    if (!row.isNullAt(0)) {
      Row sidecar = row.getStruct(0);
      sink.accept(
          new LogAction.Sidecar(
              required(path, "sidecar.path", sidecar, 0),
              sidecar.isNullAt(1) ? 0 : sidecar.getLong(1)));
    }
    if (!row.isNullAt(1)) {
      Row protocol = row.getStruct(1);
      sink.accept(
          new LogAction.Protocol(
              protocol.isNullAt(0) ? 0 : protocol.getInt(0),
              protocol.isNullAt(1) ? 0 : protocol.getInt(1),
              texts(protocol, 2),
              texts(protocol, 3)));
    }
    if (!row.isNullAt(2)) {
      sink.accept(new LogAction.Metadata(required(path, "metaData.id", row.getStruct(2), 0)));
    }
    if (row.getSchema().length() > 3 && !row.isNullAt(3)) {
      Row add = row.getStruct(3);
      sink.accept(
          new LogAction.Add(
              required(path, "add.path", add, 0),
              add.isNullAt(1) ? 0 : add.getLong(1),
              add.isNullAt(2)
                  ? Optional.empty()
                  : Optional.of(deletionVector(path, add.getStruct(2)))));
    }
  }

  private DeletionVector deletionVector(String path, Row vector) {
    return new DeletionVector(
        required(path, "deletionVector.storageType", vector, 0),
        required(path, "deletionVector.pathOrInlineDv", vector, 1),
        vector.isNullAt(2) ? 0 : vector.getInt(2),
        vector.isNullAt(3) ? 0 : vector.getInt(3));
  }

  private String required(String path, String field, Row row, int ordinal) {
    if (row.isNullAt(ordinal)) {
      throw corrupt(path, "'%s' is missing".formatted(field), new IOException("null: " + field));
    }
    return row.getString(ordinal);
  }

  private static List<String> texts(Row row, int ordinal) {
    List<String> texts = new ArrayList<>();
    if (!row.isNullAt(ordinal)) {
      ArrayValue array = row.getArray(ordinal);
      for (int i = 0; i < array.getSize(); i++) {
        texts.add(array.getElements().getString(i));
      }
    }
    return texts;
  }

  private UserException corrupt(String path, String fact, Throwable cause) {
    return UserException.source(
        new Problem(
            "DELTA_LOG_CORRUPT",
            "Cannot read %s: checkpoint %s is not readable (%s)."
                .formatted(store.name(), path, fact),
            "restore the file from a backup, or clone from a healthy copy of the table"),
        cause);
  }
}
