package dev.bering.flow;

import java.io.Serializable;

/** A model as a function of one row; Spark sends it to the executors. */
@FunctionalInterface
public interface RowFunction<I extends Record, O extends Record> extends Serializable {

  /** The columns to add to the row. */
  O apply(I row);
}
