package dev.bering.spark;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** A row that Spark has sent. */
final class SparkRow implements dev.bering.engine.Row {

  private final Row row;

  SparkRow(Row row) {
    this.row = row;
  }

  @Override
  public long number(int column) {
    Object value = row.get(column);
    if (value instanceof BigDecimal wide) {
      return wide.longValueExact();
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    throw new IllegalStateException("no whole number in column " + column + ": " + value);
  }

  @Override
  public double real(int column) {
    if (row.isNullAt(column)) {
      return Double.NaN;
    }
    if (row.get(column) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalStateException("no number in column " + column + ": " + row.get(column));
  }

  @Override
  public boolean flag(int column) {
    if (row.get(column) instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalStateException("no boolean in column " + column + ": " + row.get(column));
  }

  @Override
  public Optional<String> text(int column) {
    return Optional.ofNullable(row.get(column)).map(Object::toString);
  }
}
