package dev.bering.engine;

/** Makes a value of a row. */
@FunctionalInterface
public interface RowReader<T> {

  /** Called once per row, in order; {@code row} must not be kept. */
  T read(Row row);
}
