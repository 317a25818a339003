package dev.bering.flow;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The session that all tests of one JVM share. Tests that ask for it bear {@code @Tag("spark")} and
 * keep to temporary folders of their own.
 */
public final class TestSpark {

  /** Each task costs more than the rows it reads. */
  private static final Map<String, String> FEW_ROWS =
      Map.of("spark.sql.files.minPartitionNum", "1");

  private TestSpark() {}

  private static final class Shared {
    static final SparkSession SESSION =
        LocalSpark.named("tests")
            .withCores(2)
            .withWarehouse(Path.of(System.getProperty("java.io.tmpdir"), "warehouse"))
            .withSettings(FEW_ROWS)
            .start();
  }

  /** Started by the first caller. */
  public static SparkSession session() {
    return Shared.SESSION;
  }

  /** A session of its own that generates code, as sessions do outside of tests. */
  public static SparkSession generating() {
    SparkSession session = session().newSession();
    FEW_ROWS.forEach(session.conf()::set);
    session.conf().set("spark.sql.codegen.wholeStage", true);
    session.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    return session;
  }
}
