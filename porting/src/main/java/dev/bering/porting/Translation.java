package dev.bering.porting;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** From the rows of one table to the rows of another; describes them and runs nothing. */
@FunctionalInterface
public interface Translation {

  /** The rows of {@code table} in their other form. */
  Dataset<Row> translate(Dataset<Row> table);
}
