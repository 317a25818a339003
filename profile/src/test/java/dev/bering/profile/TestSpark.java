package dev.bering.profile;

import dev.bering.flow.LocalSpark;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The one session of this module's tests. It generates code as sessions do outside of tests, since
 * what is fused in one piece of it is what a profile tells.
 */
final class TestSpark {
  static final SparkSession SESSION =
      LocalSpark.named("tests")
          .withCores(2)
          .withSettings(
              Map.of(
                  "spark.sql.codegen.wholeStage", "true",
                  "spark.sql.codegen.factoryMode", "FALLBACK"))
          .start();

  private TestSpark() {}
}
