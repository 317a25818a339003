package dev.bering.app;

import io.delta.kernel.Scan;
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
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads a version of a Delta table with Delta Kernel alone, deletion vectors applied. Its text of a
 * row is the one of Spark's rows, so that what the two readers see can be compared.
 */
final class KernelRows {

  private static final Engine ENGINE = DefaultEngine.create(new Configuration());

  private KernelRows() {}

  /** Every row as text, in order. */
  static List<String> read(Path table, long version) throws IOException {
    Snapshot snapshot =
        TableManager.loadSnapshot(table.toString()).atVersion(version).build(ENGINE);
    Scan scan = snapshot.getScanBuilder().build();
    Row state = scan.getScanState(ENGINE);
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(ENGINE)) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> batch = files.next().getRows()) {
          while (batch.hasNext()) {
            readFile(state, batch.next(), rows);
          }
        }
      }
    }
    rows.sort(null);
    return rows;
  }

  private static void readFile(Row state, Row file, List<String> rows) throws IOException {
    CloseableIterator<ColumnarBatch> physical =
        ENGINE
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                ScanStateRow.getPhysicalDataReadSchema(state),
                Optional.empty())
            .map(FileReadResult::getData);
    try (CloseableIterator<FilteredColumnarBatch> logical =
        Scan.transformPhysicalData(ENGINE, state, file, physical)) {
      while (logical.hasNext()) {
        FilteredColumnarBatch batch = logical.next();
        Optional<ColumnVector> selected = batch.getSelectionVector();
        for (int i = 0; i < batch.getData().getSize(); i++) {
          int row = i;
          if (selected.isEmpty() || selected.get().getBoolean(row)) {
            rows.add(
                IntStream.range(0, batch.getData().getSchema().length())
                    .mapToObj(c -> text(batch.getData().getColumnVector(c), row))
                    .collect(Collectors.joining(",", "[", "]")));
          }
        }
      }
    }
  }

  private static String text(ColumnVector column, int row) {
    if (column.isNullAt(row)) {
      return "null";
    }
    if (column.getDataType() instanceof StringType) {
      return column.getString(row);
    }
    if (column.getDataType() instanceof BooleanType) {
      return Boolean.toString(column.getBoolean(row));
    }
    if (column.getDataType() instanceof DoubleType) {
      return Double.toString(column.getDouble(row));
    }
    if (column.getDataType() instanceof IntegerType) {
      return Integer.toString(column.getInt(row));
    }
    if (column.getDataType() instanceof LongType) {
      return Long.toString(column.getLong(row));
    }
    if (column.getDataType() instanceof DateType) {
      return LocalDate.ofEpochDay(column.getInt(row)).toString();
    }
    if (column.getDataType() instanceof TimestampType) {
      return Instant.EPOCH.plus(column.getLong(row), ChronoUnit.MICROS).toString();
    }
    throw new IllegalStateException("type " + column.getDataType());
  }
}
