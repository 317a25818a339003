package dev.bering.engine;

import io.delta.kernel.Scan;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The rows of a Delta table as Delta Kernel reads them, each as one text, in order. */
final class KernelRows {

  private final Engine kernel = DefaultEngine.create(new Configuration());

  List<String> read(Path table) throws IOException {
    Scan scan =
        Table.forPath(kernel, table.toString()).getLatestSnapshot(kernel).getScanBuilder().build();
    Row state = scan.getScanState(kernel);
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(kernel)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            readFile(state, files.next(), rows);
          }
        }
      }
    }
    rows.sort(null);
    return rows;
  }

  private void readFile(Row state, Row file, List<String> rows) throws IOException {
    StructType schema = ScanStateRow.getPhysicalDataReadSchema(state);
    CloseableIterator<ColumnarBatch> stored =
        kernel
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                schema,
                Optional.empty())
            .map(result -> result.getData());
    try (CloseableIterator<FilteredColumnarBatch> logical =
        Scan.transformPhysicalData(kernel, state, file, stored)) {
      while (logical.hasNext()) {
        addRows(logical.next(), rows);
      }
    }
  }

  private static void addRows(FilteredColumnarBatch batch, List<String> rows) {
    ColumnarBatch data = batch.getData();
    for (int i = 0; i < data.getSize(); i++) {
      if (isKept(batch.getSelectionVector(), i)) {
        StringBuilder row = new StringBuilder();
        for (int c = 0; c < data.getSchema().length(); c++) {
          row.append('|').append(text(data.getColumnVector(c), i));
        }
        rows.add(row.toString());
      }
    }
  }

  private static boolean isKept(Optional<ColumnVector> selection, int row) {
    return selection.isEmpty()
        || (!selection.get().isNullAt(row) && selection.get().getBoolean(row));
  }

  private static String text(ColumnVector values, int row) {
    if (values.isNullAt(row)) {
      return "null";
    }
    DataType type = values.getDataType();
    String name = type.toString();
    return switch (name.startsWith("Decimal") ? "decimal" : name) {
      case "string" -> values.getString(row);
      case "byte" -> Byte.toString(values.getByte(row));
      case "short" -> Short.toString(values.getShort(row));
      case "integer" -> Integer.toString(values.getInt(row));
      case "long" -> Long.toString(values.getLong(row));
      case "boolean" -> Boolean.toString(values.getBoolean(row));
      case "float" -> Float.toString(values.getFloat(row));
      case "double" -> Double.toString(values.getDouble(row));
      case "decimal" -> values.getDecimal(row).toPlainString();
      case "date" -> Integer.toString(values.getInt(row));
      case "timestamp", "timestamp_ntz" -> Long.toString(values.getLong(row));
      case "binary" -> HexFormat.of().withUpperCase().formatHex(values.getBinary(row));
      default -> "nested";
    };
  }
}
