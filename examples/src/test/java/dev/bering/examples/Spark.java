package dev.bering.examples;

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

  /** Generates code whatever the build says of few rows: a hundred thousand pay for it. */
  static SparkSession generating() {
    SparkSession session = session().newSession();
    session.conf().set("spark.sql.codegen.wholeStage", true);
    session.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    return session;
  }
}
