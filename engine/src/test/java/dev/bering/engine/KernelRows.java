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
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
    List<IntFunction<String>> columns =
        IntStream.range(0, data.getSchema().length())
            .mapToObj(column -> texts(data.getColumnVector(column)))
            .toList();
    for (int i = 0; i < data.getSize(); i++) {
      if (isKept(batch.getSelectionVector(), i)) {
        StringBuilder row = new StringBuilder();
        for (IntFunction<String> column : columns) {
          row.append('|').append(column.apply(i));
        }
        rows.add(row.toString());
      }
    }
  }

  private static boolean isKept(Optional<ColumnVector> selection, int row) {
    return selection.isEmpty()
        || (!selection.get().isNullAt(row) && selection.get().getBoolean(row));
  }

  private static IntFunction<String> texts(ColumnVector values) {
    IntFunction<String> present = presentTexts(values);
    return row -> values.isNullAt(row) ? "null" : present.apply(row);
  }

  /** Chosen once a column: Kernel spells a decimal's type out anew each time it is asked. */
  private static IntFunction<String> presentTexts(ColumnVector values) {
    String name = values.getDataType().toString();
    return switch (name.startsWith("Decimal") ? "decimal" : name) {
      case "string" -> values::getString;
      case "byte" -> row -> Byte.toString(values.getByte(row));
      case "short" -> row -> Short.toString(values.getShort(row));
      case "integer", "date" -> row -> Integer.toString(values.getInt(row));
      case "long", "timestamp", "timestamp_ntz" -> row -> Long.toString(values.getLong(row));
      case "boolean" -> row -> Boolean.toString(values.getBoolean(row));
      case "float" -> row -> Float.toString(values.getFloat(row));
      case "double" -> row -> Double.toString(values.getDouble(row));
      case "decimal" -> row -> values.getDecimal(row).toPlainString();
      case "binary" -> row -> HexFormat.of().withUpperCase().formatHex(values.getBinary(row));
      default -> row -> "nested";
    };
  }
}
