package dev.bering.clone;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads all rows of a Delta table with Delta Kernel alone, partitions, column mapping and deletion
 * vectors included.
 */
public final class KernelRows {

  private KernelRows() {}

  /** The columns as {@code name type}, separated by commas. */
  public static String columns(Path table) {
    StringJoiner columns = new StringJoiner(", ");
    TableManager.loadSnapshot(table.toString())
        .build(DefaultEngine.create(new Configuration()))
        .getSchema()
        .fields()
        .forEach(field -> columns.add(field.getName() + " " + name(field.getDataType())));
    return columns.toString();
  }

  private static String name(DataType type) {
    return type instanceof StructType ? "struct" : type.toString();
  }

  /** Every row as text, values separated by {@code |}, in order of that text. */
  public static List<String> read(Path table) throws IOException {
    Engine engine = DefaultEngine.create(new Configuration());
    Snapshot snapshot = TableManager.loadSnapshot(table.toString()).build(engine);
    Scan scan = snapshot.getScanBuilder().build();
    Row state = scan.getScanState(engine);
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> each = files.next().getRows()) {
          while (each.hasNext()) {
            readFile(engine, state, each.next(), rows);
          }
        }
      }
    }
    rows.sort(null);
    return rows;
  }

  private static void readFile(Engine engine, Row state, Row file, List<String> rows)
      throws IOException {
    StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
    CloseableIterator<FileReadResult> read =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                physical,
                Optional.empty());
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, read.map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        FilteredColumnarBatch batch = batches.next();
        ColumnarBatch data = batch.getData();
        Optional<ColumnVector> selected = batch.getSelectionVector();
        for (int i = 0; i < data.getSize(); i++) {
          if (selected.isEmpty() || selected.get().getBoolean(i)) {
            StringJoiner row = new StringJoiner("|");
            for (int c = 0; c < data.getSchema().length(); c++) {
              row.add(text(data.getColumnVector(c), i));
            }
            rows.add(row.toString());
          }
        }
      }
    }
  }

  private static String text(ColumnVector column, int row) {
    if (column.isNullAt(row)) {
      return "null";
    }
    DataType type = column.getDataType();
    if (type instanceof StructType struct) {
      StringJoiner fields = new StringJoiner(",", "{", "}");
      for (int i = 0; i < struct.length(); i++) {
        fields.add(struct.at(i).getName() + "=" + text(column.getChild(i), row));
      }
      return fields.toString();
    }
    if (type instanceof ArrayType) {
      ArrayValue array = column.getArray(row);
      StringJoiner elements = new StringJoiner(",", "[", "]");
      for (int i = 0; i < array.getSize(); i++) {
        elements.add(text(array.getElements(), i));
      }
      return elements.toString();
    }
    if (type instanceof MapType) {
      MapValue map = column.getMap(row);
      StringJoiner entries = new StringJoiner(",", "<", ">");
      for (int i = 0; i < map.getSize(); i++) {
        entries.add(text(map.getKeys(), i) + "=" + text(map.getValues(), i));
      }
      return entries.toString();
    }
    return type instanceof DecimalType
        ? column.getDecimal(row).toPlainString()
        : String.valueOf(value(column, row));
  }

  /** A value of a plain type that is not null; bytes as hexadecimal digits. */
  public static Object value(ColumnVector column, int row) {
    DataType type = column.getDataType();
    if (type instanceof DecimalType) {
      return column.getDecimal(row);
    }
    if (type.equals(BinaryType.BINARY)) {
      return HexFormat.of().formatHex(column.getBinary(row));
    }
    if (type.equals(BooleanType.BOOLEAN)) {
      return column.getBoolean(row);
    }
    if (type.equals(ByteType.BYTE)) {
      return column.getByte(row);
    }
    if (type.equals(ShortType.SHORT)) {
      return column.getShort(row);
    }
    if (type.equals(IntegerType.INTEGER)) {
      return column.getInt(row);
    }
    if (type.equals(LongType.LONG)) {
      return column.getLong(row);
    }
    if (type.equals(FloatType.FLOAT)) {
      return column.getFloat(row);
    }
    if (type.equals(DoubleType.DOUBLE)) {
      return column.getDouble(row);
    }
    if (type.equals(StringType.STRING)) {
      return column.getString(row);
    }
    if (type.equals(DateType.DATE)) {
      return LocalDate.ofEpochDay(column.getInt(row));
    }
    Instant moment = Instant.EPOCH.plus(column.getLong(row), ChronoUnit.MICROS);
    if (type.equals(TimestampType.TIMESTAMP)) {
      return moment;
    }
    if (type.equals(TimestampNTZType.TIMESTAMP_NTZ)) {
      return moment.atZone(ZoneOffset.UTC).toLocalDateTime();
    }
    throw new IllegalStateException("type " + type);
  }
}
