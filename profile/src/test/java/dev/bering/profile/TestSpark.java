package dev.bering.profile;

import dev.bering.flow.LocalSpark;
import org.apache.spark.sql.SparkSession;

/**
 * The one session of this module's tests. It generates code as sessions do outside of tests, since
 * what is fused in one piece of it is what a profile tells.
 */
final class TestSpark {
  static final SparkSession SESSION = generating();

  private TestSpark() {}

  private static SparkSession generating() {
    SparkSession session = LocalSpark.named("tests").withCores(2).start().newSession();
    session.conf().set("spark.sql.codegen.wholeStage", true);
    session.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    return session;
  }
}
