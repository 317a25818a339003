package dev.bering.bench;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * A peer of {@code bering clone}: Spark reads a Delta table and writes its rows into another, with
 * no history. {@code CreateTableAsSelect SOURCE TARGET}, on two cores of this process.
 */
public final class CreateTableAsSelect {

  private CreateTableAsSelect() {}

  /** Makes the table. */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.warehouse.dir", args[1] + "-warehouse")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .getOrCreate()) {
      spark.sql(
          "CREATE TABLE delta.`%s` USING delta AS SELECT * FROM delta.`%s`"
              .formatted(args[1], args[0]));
    }
  }
}
