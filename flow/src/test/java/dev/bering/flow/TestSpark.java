package dev.bering.flow;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The session that all tests of one JVM share. Tests that ask for it bear {@code @Tag("spark")} and
 * keep to temporary folders of their own.
 */
public final class TestSpark {

  private TestSpark() {}

  private static final class Shared {
    static final SparkSession SESSION =
        LocalSpark.named("tests")
            .withCores(2)
            .withWarehouse(Path.of(System.getProperty("java.io.tmpdir"), "warehouse"))
            .start();
  }

  /** Started by the first caller. */
  public static SparkSession session() {
    return Shared.SESSION;
  }
}
