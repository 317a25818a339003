package dev.bering.profile;

import dev.bering.flow.LocalSpark;
import org.apache.spark.sql.SparkSession;

/** The one session of this module's tests. */
final class TestSpark {
  static final SparkSession SESSION = LocalSpark.named("tests").withCores(2).start();

  private TestSpark() {}
}
