package dev.bering.clone.jdbc;

import dev.bering.clone.KernelRows;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Reads all rows of a Delta table with Delta Kernel alone, by its own way to the files. */
final class DeltaRows {

  private DeltaRows() {}

  /** Rows by column name; bytes as hexadecimal digits. */
  static List<Map<String, @Nullable Object>> read(Path table) {
    Engine engine = DefaultEngine.create(new Configuration());
    Snapshot snapshot = TableManager.loadSnapshot(table.toString()).build(engine);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> files =
        snapshot.getScanBuilder().build().getScanFiles(engine)) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> scan = files.next().getRows()) {
          while (scan.hasNext()) {
            readFile(engine, snapshot, scan.next(), rows);
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  private static void readFile(
      Engine engine, Snapshot snapshot, Row file, List<Map<String, @Nullable Object>> rows)
      throws IOException {
    try (CloseableIterator<FileReadResult> batches =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                snapshot.getSchema(),
                Optional.empty())) {
      while (batches.hasNext()) {
        ColumnarBatch batch = batches.next().getData();
        for (int i = 0; i < batch.getSize(); i++) {
          Map<String, @Nullable Object> row = new LinkedHashMap<>();
          for (int c = 0; c < snapshot.getSchema().length(); c++) {
            row.put(snapshot.getSchema().at(c).getName(), value(batch.getColumnVector(c), i));
          }
          rows.add(row);
        }
      }
    }
  }

  private static @Nullable Object value(ColumnVector column, int row) {
    if (column.isNullAt(row)) {
      return null;
    }
    return KernelRows.value(column, row);
  }
}
