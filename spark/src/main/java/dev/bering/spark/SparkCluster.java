package dev.bering.spark;

import dev.bering.clone.FileCopier;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * This process as the driver of a Spark cluster. Executors get Bering's jars from it, and settings
 * of the stores that are no secrets; credentials they have to find by themselves.
 */
public final class SparkCluster implements AutoCloseable {

  /** Spark has Hadoop itself, and nobody asks a database there. */
  private static final String SENT = "(?!hadoop-client-|duckdb_).*\\.jar";

  private final String master;
  private final JavaSparkContext context;

  private SparkCluster(String master, JavaSparkContext context) {
    this.master = master;
    this.context = context;
  }

  /**
   * Connects to a cluster.
   *
   * @param master as Spark names it: {@code spark://host:7077}, {@code local[4]}
   * @param settings of Spark, by key
   * @throws UserException SPARK_NOT_STARTED
   */
  public static SparkCluster connect(String master, Map<String, String> settings) {
    SparkConf conf =
        new SparkConf()
            .setAppName("bering clone")
            .setMaster(master)
            .set("spark.ui.enabled", "false")
            .set("spark.ui.showConsoleProgress", "false");
    settings.forEach(conf::set);
    String executorClassPath = executorClassPath();
    if (executorClassPath.isEmpty()) {
      add(conf, "spark.jars", ",", String.join(",", jars()));
    } else {
      add(conf, "spark.executor.extraClassPath", File.pathSeparator, executorClassPath);
    }
    PlaceSettings.among(System.getenv(), System.getProperties()).addTo(conf);
    try {
      SparkContext context = new SparkContext(conf);
      if (context.isStopped()) {
        throw notStarted(master, "the cluster does not answer", new IllegalStateException());
      }
      return new SparkCluster(master, JavaSparkContext.fromSparkContext(context));
    } catch (UserException e) {
      throw e;
    } catch (Exception e) { // checked ones too: Scala does not declare them
      throw notStarted(master, Failures.rootFact(e), e);
    }
  }

  /** What Bering needs comes beside what the user has set, not in its place. */
  private static void add(SparkConf conf, String key, String separator, String value) {
    String set = conf.get(key, "");
    conf.set(key, set.isEmpty() ? value : set + separator + value);
  }

  private static UserException notStarted(String master, String fact, Exception e) {
    return UserException.temporary(
        new Problem(
            "SPARK_NOT_STARTED",
            "Cannot start Spark on %s: %s.".formatted(master, fact),
            "check --master, and that the cluster is up and reachable from here"),
        e);
  }

  /** Where Bering's classes lie in folders, as while it is built: only this machine has those. */
  private static String executorClassPath() {
    return Files.isDirectory(home(SparkCluster.class)) ? System.getProperty("java.class.path") : "";
  }

  /** This room's jar, and what lies beside the others' but for what no task needs. */
  private static List<String> jars() {
    List<String> jars = new ArrayList<>();
    jars.add(home(SparkCluster.class).toUri().toString());
    try (Stream<Path> lib = Files.list(home(FileCopier.class).resolveSibling("."))) {
      lib.filter(jar -> jar.getFileName().toString().matches(SENT))
          .map(jar -> jar.normalize().toUri().toString())
          .filter(jar -> !jars.contains(jar))
          .sorted()
          .forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars;
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  JavaSparkContext context() {
    return context;
  }

  String master() {
    return master;
  }

  /** Whether tasks run in this process, so that its local folders are theirs. */
  boolean isThisProcess() {
    return context.isLocal();
  }

  /** Whether anybody is there who could run a task. */
  boolean hasExecutors() {
    // The driver is one of those that are told of.
    return context.isLocal() || context.sc().statusTracker().getExecutorInfos().length > 1;
  }

  /** Gives the cluster back. */
  @Override
  public void close() {
    context.close();
  }
}
