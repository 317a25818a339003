package dev.bering.app;

import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who copies files. */
final class EngineOptions {

  /** Where Spark looks itself, as when it was Spark that started this process. */
  private static final String MASTER_PROPERTY = "spark.master";

  @Option(
      names = "--engine",
      defaultValue = "local",
      paramLabel = "ENGINE",
      description = "Who copies files: local (default), this process; spark, a cluster.")
  private Engine engine = Engine.LOCAL;

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

  private enum Engine {
    LOCAL,
    SPARK
  }

  boolean isSpark() {
    return engine == Engine.SPARK;
  }

  /** What is wrong with the options. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!isSpark() && master != null) {
      problems.add(withoutSpark("--master"));
    }
    if (!isSpark() && !settings.isEmpty()) {
      problems.add(withoutSpark("--spark-conf"));
    }
    if (isSpark() && !SparkEngine.isOnClassPath()) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot copy with --engine spark: Spark's libraries are not on the class path.",
              "start Bering by its launcher ./bering, or by spark-submit"));
    }
    return problems;
  }

  private static Problem withoutSpark(String option) {
    return new Problem(
        "CLONE_OPTION",
        "Cannot copy with %s: it means nothing without --engine spark.".formatted(option),
        "add --engine spark, or leave it out");
  }

  /** The cluster that was asked for, not yet connected; empty if none was. */
  Optional<SparkEngine> open() {
    return isSpark()
        ? Optional.of(
            new SparkEngine(
                master == null ? System.getProperty(MASTER_PROPERTY, "local[*]") : master,
                settings))
        : Optional.empty();
  }
}
