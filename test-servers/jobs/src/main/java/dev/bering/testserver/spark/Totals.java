package dev.bering.testserver.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A job as people have them: reads CSV, divides, adds up per key, writes Parquet. What it is told
 * by arguments of the form {@code --name value}: {@code in}, {@code out}, {@code day}; {@code fail}
 * makes its code throw that text, {@code wait} makes it run until a file of that name is there.
 */
public final class Totals {

  private Totals() {}

  /** Runs it; exit code 1 by an exception if it fails. */
  public static void main(String[] args) throws Exception {
    Map<String, String> said = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      said.put(args[i].substring(2), args[i + 1]);
    }
    SparkSession spark = SparkSession.builder().getOrCreate();
    System.out.println(
        "totals of "
            + said.get("day")
            + " on Spark "
            + spark.version()
            + ", ANSI "
            + spark.conf().get("spark.sql.ansi.enabled")
            + ", secret of "
            + String.valueOf(System.getenv("TOTALS_SECRET")).length()
            + " letters");
    if (said.containsKey("wait")) {
      while (!Files.exists(Path.of(said.get("wait")))) {
        Thread.sleep(50);
      }
    }
    if (said.containsKey("fail")) {
      throw new IllegalStateException(said.get("fail"));
    }
    spark
        .read()
        .option("header", "true")
        .schema("service STRING, bytes BIGINT, connections BIGINT")
        .csv(said.get("in"))
        .withColumn("per_connection", col("bytes").divide(col("connections")))
        .groupBy("service")
        .agg(
            sum("bytes").alias("bytes"),
            sum("per_connection").alias("per_connection"),
            count(lit(1)).alias("rows"))
        .withColumn("day", lit(said.get("day")))
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(said.get("out"));
    spark.stop();
  }
}
