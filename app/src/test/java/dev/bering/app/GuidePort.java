package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.LocalSpark;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import scala.Option;

/**
 * The step whose port the guide makes: requests of three hours in a Delta table, what the step
 * wrote of them, and the build that the reader has.
 */
final class GuidePort implements AutoCloseable {

  private static final String REQUESTS =
      """
      SELECT 'host-' || (i % 3) AS host, DATE '2026-01-01' AS day, CAST(i // 20 AS INT) AS hour,
        CAST(100 + i * i % 37 AS BIGINT) AS bytes
      FROM range(60) AS rows(i)
      """;

  /**
   * Of sixty rows it costs more to plan for many, and to compile, than to do what is to be done.
   */
  private static final Map<String, String> FEW_ROWS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.files.minPartitionNum", "1");

  private static final String LATE =
      """
      SELECT 'host-1' AS host, DATE '2026-01-01' AS day, 1 AS hour, CAST(1000 AS BIGINT) AS bytes
      """;

  private final Path root;
  private final SparkSession spark;
  private final Map<String, Option<String>> before;

  private GuidePort(Path root, SparkSession spark) {
    this.root = root;
    this.spark = spark;
    before =
        FEW_ROWS.keySet().stream().collect(Collectors.toMap(name -> name, spark.conf()::getOption));
  }

  static GuidePort lay(Path root) throws IOException {
    GuidePort port = new GuidePort(root, LocalSpark.named("guide").start());
    FEW_ROWS.forEach(port.spark.conf()::set);
    try {
      Files.createDirectories(root.resolve("recorded"));
      Files.createDirectories(root.resolve("classes"));
      port.arrive(REQUESTS, SaveMode.ErrorIfExists);
      port.record(REQUESTS);
      return port;
    } catch (IOException | RuntimeException e) {
      port.close();
      throw e;
    }
  }

  /** Something that the guide says happens. */
  void happen(String event) throws IOException {
    switch (event) {
      case "the build compiles the classes" -> compile();
      case "the build runs the tests" -> test();
      case "the component divides as the warehouse does" -> divideWhole();
      case "a request of the second hour arrives late" -> {
        arrive(LATE, SaveMode.Append);
        record(REQUESTS + " UNION ALL " + LATE);
      }
      default -> throw new IllegalStateException("nobody knows how: " + event);
    }
  }

  /** Rows that DuckDB makes, in the table that the step reads. */
  private void arrive(String query, SaveMode mode) {
    Path rows = Cli.writeParquet(root.resolve("arrived.parquet"), query);
    spark
        .read()
        .parquet(rows.toString())
        .coalesce(1)
        .write()
        .format("delta")
        .mode(mode)
        .partitionBy("day", "hour")
        .save(root.resolve("lake/requests").toString());
  }

  /** What the step writes in all hours; the warehouse divides whole numbers without a remainder. */
  private void record(String requests) {
    Cli.writeParquet(
        root.resolve("recorded/hours.parquet"),
        """
        SELECT *,
          sum(bytes) OVER (PARTITION BY host ORDER BY day, hour)::BIGINT AS bytes_so_far
        FROM (
          SELECT host, day, hour, count(*) AS requests, sum(bytes)::BIGINT AS bytes,
            (sum(bytes) // count(*))::DOUBLE AS mean
          FROM (%s) GROUP BY ALL
        )
        """
            .formatted(requests));
  }

  private void compile() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(found, null, null);
        Stream<Path> sources = Files.list(root.resolve("src"))) {
      List<String> options =
          List.of(
              "-proc:none",
              "-cp",
              System.getProperty("java.class.path"),
              "-d",
              root.resolve("classes").toString());
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  found,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources.sorted().toList()))
              .call();
      assertThat(compiled).as(found.getDiagnostics().toString()).isTrue();
    }
  }

  /** In a thread of its own: that of a test belongs to the launcher that runs it. */
  private void test() throws IOException {
    var results = new SummaryGeneratingListener();
    try (var classes =
        new URLClassLoader(
            new URL[] {root.resolve("classes").toUri().toURL()}, getClass().getClassLoader())) {
      LauncherDiscoveryRequest tests =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(DiscoverySelectors.selectClass(classes, "SumHoursTest"))
              .build();
      Thread build = new Thread(() -> LauncherFactory.create().execute(tests, results), "build");
      build.setContextClassLoader(classes);
      build.start();
      build.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the tests ran", e);
    }
    var failures = new ArrayList<String>();
    results.getSummary().getFailures().forEach(failure -> failures.add(failure.toString()));
    assertThat(failures).isEmpty();
    assertThat(results.getSummary().getTestsSucceededCount()).isOne();
  }

  /** The session is that of the process. */
  @Override
  public void close() {
    before.forEach(
        (name, value) -> {
          if (value.isDefined()) {
            spark.conf().set(name, value.get());
          } else {
            spark.conf().unset(name);
          }
        });
  }

  private void divideWhole() throws IOException {
    Path file = root.resolve("src/SumHours.java");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("version = \"1\"", "version = \"2\"")
            .replace(
                "col(\"bytes\").divide(col(\"requests\"))",
                "expr(\"bytes div requests\").cast(\"double\")")
            .replace(
                "functions.count;",
                "functions.count;\nimport static org.apache.spark.sql.functions.expr;"));
  }
}
