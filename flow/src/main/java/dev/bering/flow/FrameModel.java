package dev.bering.flow;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A model that is applied to the rows of a frame and adds columns to them. A component says which
 * columns its model reads and adds by the type of the port, {@code ModelItem<FrameModel<Feature,
 * Score>>}, and which input it applies it to by {@link AppliedTo}; a model with another signature
 * is refused before data is read.
 *
 * @param <I> the record of the columns the model is given
 * @param <O> the record of the columns it adds
 */
public interface FrameModel<I extends Record, O extends Record> {

  /** The columns it reads. */
  StructType input();

  /** The columns it adds. */
  StructType output();

  /** {@code rows} with the columns it adds. Describes a frame and runs nothing. */
  Dataset<Row> apply(Dataset<Row> rows);

  /** The model that {@code function} is, called for every row. */
  static <I extends Record, O extends Record> FrameModel<I, O> of(
      Class<I> in, Class<O> out, RowFunction<I, O> function) {
    return new RowModel<>(in, out, function);
  }
}
