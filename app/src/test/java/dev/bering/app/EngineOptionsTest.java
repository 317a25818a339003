package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** In a process of its own: Spark runs once in a process, and other tests have it here. */
  @Test
  @Tag("spark")
  void copiesOnSpark() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.bering.app.Main"));
    command.addAll(List.of("clone", source().toString(), target().toString()));
    command.addAll(List.of("--engine", "spark", "--master", "local[2]"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("is at version 0: 1 file and 1 metadata file copied, ");
    assertThat(target().resolve("a.parquet")).hasContent("0123456789");
    assertThat(Cli.run("check", source(), target()).exitCode()).isZero();
  }

  @Test
  void refusesSparkWhereItIsNotOnTheClassPath() throws Exception {
    String withoutSpark =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(org/apache/spark|org/scala-lang)/.*"))
            .collect(Collectors.joining(File.pathSeparator));
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                withoutSpark,
                "dev.bering.app.Main",
                "clone",
                source().toString(),
                target().toString(),
                "--engine",
                "spark")
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(Files.readString(err))
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
