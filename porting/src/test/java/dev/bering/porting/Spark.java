package dev.bering.porting;

import dev.bering.flow.LocalSpark;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The session that all tests of one JVM share; tests that ask for it bear {@code @Tag("spark")}.
 */
final class Spark {

  private Spark() {}

  private static final class Shared {
    static final SparkSession SESSION =
        LocalSpark.named("tests")
            .withCores(2)
            .withWarehouse(Path.of(System.getProperty("java.io.tmpdir"), "warehouse"))
            .start();
  }

  /** Started by the first caller. */
  static SparkSession session() {
    return Shared.SESSION;
  }
}
