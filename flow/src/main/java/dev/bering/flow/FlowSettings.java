package dev.bering.flow;

import java.util.Map;

/**
 * The settings of Spark that flows count on, wherever they run: Delta, times in UTC, arithmetic
 * that fails rather than yields null (ANSI), jobs of different pools that share the cores fairly,
 * and kept ports whose partitions Spark sizes itself.
 */
public final class FlowSettings {

  private FlowSettings() {}

  /** The settings by their names. */
  public static Map<String, String> standard() {
    return Map.of(
        "spark.sql.extensions",
        "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog",
        "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.scheduler.mode",
        "FAIR",
        "spark.sql.session.timeZone",
        "UTC",
        "spark.sql.ansi.enabled",
        "true",
        "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning",
        "true");
  }
}
