package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Sql;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineOptionsTest {

  @TempDir Path folder;

  @BeforeEach
  void layTable() {
    Cli.write(source().resolve("a.parquet"), "0123456789");
    Cli.write(
        source().resolve("_delta_log/00000000000000000000.json"),
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"orders-id","schemaString":"{}","partitionColumns":[],"configuration":{}}}
        {"add":{"path":"a.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """);
  }

  private Path source() {
    return folder.resolve("orders");
  }

  private Path target() {
    return folder.resolve("copy");
  }

  @Test
  @Tag("spark")
  void copiesOnSpark() throws Exception {
    Child ended = onSpark("clone", source(), target());
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(ended.said()).contains("is at version 0: 1 file and 1 metadata file copied, ");
    assertThat(target().resolve("a.parquet")).hasContent("0123456789");
    assertThat(Cli.run("check", source(), target()).exitCode()).isZero();
  }

  @Test
  @Tag("spark")
  void comparesOnSpark() throws Exception {
    Path left = folder.resolve("left.parquet");
    Path right = folder.resolve("right.parquet");
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      for (Path file : List.of(left, right)) {
        engine.execute(
            "COPY (SELECT i AS id, CASE WHEN i = 7 THEN '%s' ELSE 'x' END AS v FROM range(20) t(i)) TO %s (FORMAT parquet)"
                .formatted(file.getFileName(), Sql.literal(file.toString())));
      }
    }
    Child ended = onSpark("diff", left, right, "--key", "id");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said())
        .contains("1 row changed", "'left.parquet'", "Spark 4.1.3")
        .doesNotContain("Exception");
  }

  @Test
  void comparesOnAClusterOnlyIfThatIsTheEngine() {
    Cli cli = Cli.run("diff", source(), target(), "--key", "id", "--master", "local[2]");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare with --master: it means nothing without --engine spark.
            hint: add --engine spark, or leave it out
            """);
  }

  /** In a process of its own: Spark runs once in a process, and other tests have it here. */
  private static Child onSpark(Object... words) throws Exception {
    List<Object> command = new ArrayList<>(List.of(words));
    command.addAll(List.of("--engine", "spark", "--master", "local[2]"));
    return Child.run(
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"),
        Map.of(),
        Main.class,
        command.toArray());
  }

  @Test
  void refusesSparkWhereItIsNotOnTheClassPath() throws Exception {
    String withoutSpark =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(org/apache/spark|org/scala-lang)/.*"))
            .collect(Collectors.joining(File.pathSeparator));
    Child child =
        Child.runOn(
            withoutSpark,
            List.of("-Dslf4j.internal.verbosity=ERROR"),
            Map.of(),
            Main.class,
            "clone",
            source(),
            target(),
            "--engine",
            "spark");
    assertThat(child.exitCode()).as(child.said()).isEqualTo(2);
    assertThat(child.said())
        .isEqualToNormalizingNewlines(
            """
            Cannot copy with --engine spark: Spark's libraries are not on the class path.
            hint: start Bering by its launcher ./bering, or by spark-submit
            """);
    assertThat(target()).doesNotExist();
  }

  @Test
  void refusesWhatMakesNoSenseWithAnEngine() {
    Cli local =
        Cli.run(
            "clone", source(), target(), "--master", "local[2]", "--spark-conf", "spark.x=secret");
    assertThat(local.exitCode()).isEqualTo(2);
    assertThat(local.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot copy with --master: it means nothing without --engine spark.
            hint: add --engine spark, or leave it out
            Cannot copy with --spark-conf: it means nothing without --engine spark.
            hint: add --engine spark, or leave it out
            """);
    Cli limited = Cli.run("clone", source(), target(), "--engine", "spark", "--bandwidth", "50M");
    assertThat(limited.exitCode()).isEqualTo(2);
    assertThat(limited.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot copy with --bandwidth and --engine spark: no task knows what the others write.
            hint: leave out one of them
            """);
    Cli database =
        Cli.run(
            "clone",
            "jdbc:postgresql://localhost/shop",
            target(),
            "--table",
            "public.orders",
            "--engine",
            "spark");
    assertThat(database.exitCode()).isEqualTo(2);
    assertThat(database.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot clone jdbc:postgresql://localhost/shop: --engine spark is for tables of files.
            hint: leave it out
            """);
    assertThat(target()).doesNotExist();
  }
}
