package dev.bering.scoring;

import dev.bering.flow.LocalSpark;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** The session that the tests of this module share. */
final class Spark {

  private Spark() {}

  private static final class Shared {
    static final SparkSession SESSION =
        LocalSpark.named("tests")
            .withCores(2)
            .withWarehouse(Path.of(System.getProperty("java.io.tmpdir"), "warehouse"))
            .start();
  }

  static SparkSession session() {
    return Shared.SESSION;
  }
}
