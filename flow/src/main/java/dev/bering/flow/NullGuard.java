package dev.bering.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Fails a row that holds null in a column declared NOT NULL. Spark's nullability flags are no
 * contract: readers set them all to nullable, and the Delta writer drops them (both measured).
 * Columns of the top level are guarded, not fields inside structs.
 */
final class NullGuard {

  private NullGuard() {}

  /** {@code rows}, which have the columns {@code declared}, failing where they are read. */
  static Dataset<Row> over(Dataset<Row> rows, StructType declared) {
    boolean guards = Arrays.stream(declared.fields()).anyMatch(field -> !field.nullable());
    return guards
        ? rows.select(
            Arrays.stream(declared.fields()).map(NullGuard::guarded).toArray(Column[]::new))
        : rows;
  }

  private static Column guarded(StructField field) {
    Column column = col(Projection.quoted(field.name()));
    if (field.nullable()) {
      return column;
    }
    Column failure =
        raise_error(lit("column %s is null, but is declared NOT NULL".formatted(field.name())));
    return when(column.isNull(), failure).otherwise(column).as(field.name());
  }
}
