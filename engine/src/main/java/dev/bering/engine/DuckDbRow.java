package dev.bering.engine;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The current row of a JDBC result. */
final class DuckDbRow implements Row {

  private final ResultSet result;

  DuckDbRow(ResultSet result) {
    this.result = result;
  }

  @Override
  public long number(int column) {
    Object value = value(column);
    if (value instanceof BigInteger wide) {
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
    Object value = value(column);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value == null) {
      return Double.NaN;
    }
    throw new IllegalStateException("no number in column " + column + ": " + value);
  }

  @Override
  public boolean flag(int column) {
    if (value(column) instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalStateException("no boolean in column " + column + ": " + value(column));
  }

  @Override
  public Optional<String> text(int column) {
    return Optional.ofNullable(value(column)).map(Object::toString);
  }

  private @Nullable Object value(int column) {
    try {
      return result.getObject(column + 1);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read result column " + column, e);
    }
  }
}
