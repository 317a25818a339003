package dev.bering.app;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who does the work. */
final class EngineOptions {

  /** Where Spark looks itself, as when it was Spark that started this process. */
  private static final String MASTER_PROPERTY = "spark.master";

  @Option(
      names = "--engine",
      defaultValue = "local",
      paramLabel = "ENGINE",
      description = "Who does the work: local (default), this process; spark, a cluster.")
  private Kind engine = Kind.LOCAL;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "The cluster, such as spark://host:7077 (default: local[*]).")
  private @Nullable String master;

  @Option(
      names = "--spark-conf",
      paramLabel = "KEY=VALUE",
      description = "A setting of Spark, such as spark.executor.memory=4g.")
  private Map<String, String> settings = new LinkedHashMap<>();

  private enum Kind {
    LOCAL,
    SPARK
  }

  boolean isSpark() {
    return engine == Kind.SPARK;
  }

  /**
   * What is wrong with the options.
   *
   * @param code of each problem
   * @param verb what cannot be done with them, such as {@code copy}
   */
  List<Problem> problems(String code, String verb) {
    List<Problem> problems = new ArrayList<>();
    if (!isSpark() && master != null) {
      problems.add(withoutSpark(code, verb, "--master"));
    }
    if (!isSpark() && !settings.isEmpty()) {
      problems.add(withoutSpark(code, verb, "--spark-conf"));
    }
    if (isSpark() && !SparkEngine.isOnClassPath()) {
      problems.add(
          new Problem(
              code,
              "Cannot %s with --engine spark: Spark's libraries are not on the class path."
                  .formatted(verb),
              "start Bering by its launcher ./bering, or by spark-submit"));
    }
    return problems;
  }

  private static Problem withoutSpark(String code, String verb, String option) {
    return new Problem(
        code,
        "Cannot %s with %s: it means nothing without --engine spark.".formatted(verb, option),
        "add --engine spark, or leave it out");
  }

  /** The cluster that was asked for, not yet connected; empty if none was. */
  Optional<SparkEngine> open() {
    return isSpark() ? Optional.of(new SparkEngine(masterOrDefault(), settings)) : Optional.empty();
  }

  /** SQL where it was asked for: on a cluster, which is connected here, or in this process. */
  Engine sql() {
    return isSpark()
        ? dev.bering.spark.SparkEngine.connect(masterOrDefault(), settings)
        : DuckDbEngine.open();
  }

  private String masterOrDefault() {
    return master == null ? System.getProperty(MASTER_PROPERTY, "local[*]") : master;
  }
}
