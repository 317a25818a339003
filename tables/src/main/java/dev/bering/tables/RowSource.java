package dev.bering.tables;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Rows to be written, one after the other.
 *
 * <p>A value is null or of the class that belongs to its column: {@code Boolean, Byte, Short,
 * Integer, Long, Float, Double, String, byte[]}; {@code BigDecimal} with the column's scale; {@code
 * LocalDate}; {@code Instant} for timestamp and {@code LocalDateTime} for timestamp_ntz, whole
 * microseconds both.
 */
@FunctionalInterface
public interface RowSource {

  /**
   * Puts the next row's values into {@code row}, one for each column.
   *
   * @return false if there is no further row; {@code row} is then as it was
   */
  boolean next(@Nullable Object[] row) throws IOException;
}
