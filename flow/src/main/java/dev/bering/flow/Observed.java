package dev.bering.flow;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.jdk.javaapi.CollectionConverters;

/** Rows that are counted, and summed up, while they are written. */
record Observed(Dataset<Row> rows, Observation seen) {
  private static final String COUNT = "rows";
  private static final Duration PATIENCE = Duration.create(60, TimeUnit.SECONDS);

  /**
   * @param sums further aggregates, by name
   */
  static Observed of(Dataset<Row> rows, Column... sums) {
    var seen = new Observation();
    return new Observed(
        rows.observe(seen, functions.count(functions.lit(1)).as(COUNT), sums), seen);
  }

  /** How many rows were written. */
  long count() {
    return count(values());
  }

  static long count(Map<String, Object> values) {
    if (values.get(COUNT) instanceof Long count) {
      return count;
    }
    throw new IllegalStateException("Spark counted no rows: %s".formatted(values));
  }

  /** All values by name, once the rows are written. Spark's own {@code get} may wait for ever. */
  Map<String, Object> values() {
    try {
      Row row = Await.result(seen.future(), PATIENCE);
      return CollectionConverters.asJava(
          row.getValuesMap(
              CollectionConverters.asScala(List.of(row.schema().fieldNames())).toSeq()));
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark does not tell what it saw of " + rows.schema(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for what was written", e);
    }
  }
}
