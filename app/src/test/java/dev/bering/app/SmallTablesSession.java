package dev.bering.app;

import dev.bering.flow.LocalSpark;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark sessions for tables of a few rows each. */
final class SmallTablesSession {

  private SmallTablesSession() {}

  /**
   * A session of its own: what is set there must not reach the other tests of this process.
   * Compiling every plan and cutting it up costs far more than running it as it is.
   */
  static SparkSession named(String name) {
    SparkSession spark = LocalSpark.named(name).withCores(2).start().newSession();
    Map.of(
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN",
            "spark.sql.adaptive.enabled", "false",
            "spark.sql.shuffle.partitions", "1",
            // A scan of a few small files is one task: each costs more than what it reads.
            "spark.sql.files.minPartitionNum", "1",
            "spark.sql.leafNodeDefaultParallelism", "1",
            "spark.sql.ui.explainMode", "simple",
            // Dates as java.time has them; the older classes are closed to Spark's reflection.
            "spark.sql.datetime.java8API.enabled", "true",
            "spark.databricks.delta.snapshotPartitions", "1")
        .forEach(spark.conf()::set);
    return spark;
  }

  /** The same, for a table of many rows after all. */
  static SparkSession compiling(String name) {
    SparkSession spark = named(name);
    spark.conf().set("spark.sql.codegen.wholeStage", "true");
    spark.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    return spark;
  }
}
