package dev.bering.spark;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import org.apache.spark.sql.AnalysisException;

/** Turns what Spark throws into what a person can act on. */
final class SparkErrors {

  private SparkErrors() {}

  /** A table cannot be opened. */
  static UserException unreadable(Location location, Exception e) {
    return UserException.source(
        new Problem(
            "TABLE_UNREADABLE",
            "Cannot read %s on Spark: %s.".formatted(location, fact(e)),
            "check that its files are complete, and that every executor reaches them"),
        e);
  }

  /** A query failed: the data or the cluster, unless Spark did not even understand it. */
  static RuntimeException failed(String sql, Exception e) {
    if (e instanceof UserException known) {
      return known;
    }
    if (e instanceof AnalysisException || e instanceof IllegalStateException) {
      return new IllegalStateException("Spark refuses: " + e.getMessage() + "\nin: " + sql, e);
    }
    return UserException.source(
        new Problem(
            "DATA_UNREADABLE",
            "Cannot finish a query on Spark: %s.".formatted(fact(e)),
            "check the value or the file that it names, and the executors' logs"),
        e);
  }

  private static String fact(Exception e) {
    String fact = Failures.rootFact(e).lines().findFirst().orElse("").strip();
    return fact.endsWith(".") ? fact.substring(0, fact.length() - 1) : fact;
  }
}
