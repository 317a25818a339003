package dev.bering.tables;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into Kernel's batches, so that never more than one batch is held: at most {@value
 * #MAX_ROWS} rows, or fewer once their long values reach {@value #MAX_BYTES} bytes.
 */
final class RowBatches implements CloseableIterator<FilteredColumnarBatch> {

  private static final int MAX_ROWS = 1024;
  private static final long MAX_BYTES = 8 << 20;

  private final StructType schema;
  private final RowSource rows;
  private final FileStatistics statistics;
  private @Nullable Batch next;

  RowBatches(StructType schema, RowSource rows, FileStatistics statistics) {
    this.schema = schema;
    this.rows = rows;
    this.statistics = statistics;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = fill();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return next != null;
  }

  private @Nullable Batch fill() throws IOException {
    int width = schema.length();
    @Nullable Object[][] columns = new Object[width][MAX_ROWS];
    @Nullable Object[] row = new Object[width];
    int count = 0;
    long bytes = 0;
    while (count < MAX_ROWS && bytes < MAX_BYTES && rows.next(row)) {
      for (int i = 0; i < width; i++) {
        columns[i][count] = row[i];
        bytes += longValueBytes(row[i]);
      }
      statistics.add(row);
      count++;
    }
    return count == 0 ? null : new Batch(schema, columns, count);
  }

  private static long longValueBytes(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    return value instanceof byte[] bytes ? bytes.length : 0;
  }

  @Override
  public FilteredColumnarBatch next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Batch batch = next;
    next = null;
    return new FilteredColumnarBatch(batch, Optional.empty());
  }

  @Override
  public void close() {}

  /** Some rows, column by column. */
  private static final class Batch implements ColumnarBatch {
    private final StructType schema;
    private final @Nullable Object[][] columns;
    private final int count;

    Batch(StructType schema, @Nullable Object[][] columns, int count) {
      this.schema = schema;
      this.columns = columns;
      this.count = count;
    }

    @Override
    public StructType getSchema() {
      return schema;
    }

    @Override
    public ColumnVector getColumnVector(int ordinal) {
      return new Values(schema.at(ordinal).getDataType(), columns[ordinal], count);
    }

    @Override
    public int getSize() {
      return count;
    }
  }

  /** One column's values as Kernel asks for them. */
  private static final class Values implements ColumnVector {
    private final DataType type;
    private final @Nullable Object[] values;
    private final int count;

    Values(DataType type, @Nullable Object[] values, int count) {
      this.type = type;
      this.values = values;
      this.count = count;
    }

    private <T> T at(int row, Class<T> kind) {
      Object value = values[row];
      if (!kind.isInstance(value)) {
        throw new IllegalStateException(
            "value of class %s in a column of type %s"
                .formatted(value == null ? "null" : value.getClass().getName(), type));
      }
      return kind.cast(value);
    }

    @Override
    public DataType getDataType() {
      return type;
    }

    @Override
    public int getSize() {
      return count;
    }

    @Override
    public void close() {}

    @Override
    public boolean isNullAt(int row) {
      return values[row] == null;
    }

    @Override
    public boolean getBoolean(int row) {
      return at(row, Boolean.class);
    }

    @Override
    public byte getByte(int row) {
      return at(row, Byte.class);
    }

    @Override
    public short getShort(int row) {
      return at(row, Short.class);
    }

    @Override
    public int getInt(int row) {
      return values[row] instanceof LocalDate date
          ? Math.toIntExact(date.toEpochDay())
          : at(row, Integer.class);
    }

    @Override
    public long getLong(int row) {
      Object value = values[row];
      if (value instanceof Instant instant) {
        return micros(instant);
      }
      return value instanceof LocalDateTime local
          ? micros(local.toInstant(ZoneOffset.UTC))
          : at(row, Long.class);
    }

    private static long micros(Instant instant) {
      if (instant.getNano() % 1000 != 0) {
        throw new IllegalStateException("more precise than microseconds: " + instant);
      }
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }

    @Override
    public float getFloat(int row) {
      return at(row, Float.class);
    }

    @Override
    public double getDouble(int row) {
      return at(row, Double.class);
    }

    @Override
    public byte[] getBinary(int row) {
      return at(row, byte[].class);
    }

    @Override
    public String getString(int row) {
      return at(row, String.class);
    }

    @Override
    public BigDecimal getDecimal(int row) {
      return at(row, BigDecimal.class);
    }
  }
}
