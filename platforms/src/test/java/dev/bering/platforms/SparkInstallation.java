package dev.bering.platforms;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A Spark as it is unpacked on a machine: {@code bin/spark-submit}, {@code jars} and {@code conf},
 * made of the jars that the {@code test-servers} modules name.
 */
public final class SparkInstallation {
  private static final Path ROOT = Path.of(System.getProperty("bering.root"));

  /** For processes that live for seconds. */
  private static final String QUICK =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=128m";

  private static final String SUBMIT =
      """
      #!/bin/bash
      # What Spark's own script does, without what only its distribution has; quick to start.
      : "${SPARK_HOME:=$(dirname "$0")/..}"
      SPARK_HOME="$(cd "$SPARK_HOME" && pwd -P)"
      export SPARK_HOME SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost
      export _SPARK_CMD_USAGE="Usage: spark-submit [options] <app jar | python file> [app arguments]"
      quick="%1$s"
      archived=""
      if [ -f "$SPARK_HOME/classes.jsa" ]; then
        archived="-XX:SharedArchiveFile=$SPARK_HOME/classes.jsa -Xlog:disable -Xlog:all=error:stderr"
        export SPARK_SUBMIT_OPTS="$archived $SPARK_SUBMIT_OPTS"
      fi
      # An archive holds for what a class path begins with, and that of YARN begins with a container.
      settings=()
      if [[ " $* " == *" --master yarn "* ]]; then
        settings+=(--conf "spark.driver.extraClassPath=$SPARK_HOME/jars/*" --conf "spark.executor.extraClassPath=$SPARK_HOME/jars/*")
      fi
      command=()
      while IFS= read -r -d '' part; do
        part="${part#$'\n'}"
        [ ${#command[@]} -eq 0 ] && [ -z "$part" ] && continue
        command+=("$part")
      done < <("%2$s/bin/java" -Xmx128m $quick -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit --conf "spark.driver.extraJavaOptions=$quick $archived" --conf "spark.executor.extraJavaOptions=$quick $archived" --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=1 --conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN --conf spark.sql.adaptive.enabled=false --conf spark.sql.parquet.compression.codec=uncompressed "${settings[@]}" "$@")
      exec "${command[@]}"
      """;

  private SparkInstallation() {}

  /** The legacy line, 3.5, which knows YARN. */
  public static Path legacy() {
    return Legacy.HOME;
  }

  /** The line that jobs move to, 4.1. */
  public static Path target() {
    return Target.HOME;
  }

  /**
   * What a process of the line 4.1 starts quickly with if its class path is {@link
   * #targetClassPath}, as it is for drivers and executors on Spark's own clusters.
   */
  static String targetOptions() {
    Path archive = target().resolve("classes.jsa");
    return Files.exists(archive)
        ? QUICK
            + " -XX:SharedArchiveFile=%s -Xlog:disable -Xlog:all=error:stderr".formatted(archive)
        : QUICK;
  }

  /** As Spark's own launcher makes it: the folder of settings, the jar of logging, all jars. */
  static String targetClassPath() throws IOException {
    Path jars = target().resolve("jars");
    try (Stream<Path> all = Files.list(jars)) {
      Path logging =
          all.filter(jar -> jar.getFileName().toString().startsWith("slf4j-api-"))
              .findFirst()
              .orElseThrow();
      return "%s/conf/:%s:%s/*".formatted(target(), logging, jars);
    }
  }

  /** The jar of the jobs that tests run; it runs on both lines. */
  public static Path jobs() {
    return Jobs.JAR;
  }

  private static final class Jobs {
    static final Path JAR = jar();
  }

  private static final class Legacy {
    static final Path HOME = install("spark-3.5", Jobs.JAR);
  }

  private static final class Target {
    static final Path HOME = install("spark-4.1", Jobs.JAR);
  }

  /**
   * Made once for a build, at a place that does not change: an archive of loaded classes, with
   * which Spark starts in half the time, holds for one class path.
   */
  private static Path install(String line, Path job) {
    Path target = ROOT.resolve("test-servers").resolve(line).resolve("target");
    Path home = target.resolve("home");
    // Tests of one build may run in two processes.
    try (FileChannel channel =
            FileChannel.open(
                Files.createDirectories(target).resolve("home.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!Files.exists(home.resolve("RELEASE"))) {
        Path jars = Files.createDirectories(home.resolve("jars"));
        String classpath = Files.readString(target.resolve("classpath.txt"));
        for (String jar : List.of(classpath.strip().split(File.pathSeparator, -1))) {
          link(jars, Path.of(jar));
        }
        Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
        Files.writeString(submit, SUBMIT.formatted(QUICK, System.getProperty("java.home")));
        Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
        archive(home, submit, job);
        Files.writeString(home.resolve("RELEASE"), "Spark for tests\n");
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a job once and keeps which classes it loaded; without it everything works, slower. */
  private static void archive(Path home, Path submit, Path job) throws IOException {
    Path folder = Files.createTempDirectory("archive");
    Path in = Files.writeString(folder.resolve("in.csv"), "service,bytes,connections\nhttp,10,2\n");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                submit.toString(),
                "--master",
                "local[1]",
                "--class",
                "dev.bering.testserver.spark.Totals",
                job.toString(),
                "--in",
                in.toString(),
                "--out",
                folder.resolve("out").toString(),
                "--day",
                "2026-01-01"));
    builder
        .environment()
        .put(
            "SPARK_SUBMIT_OPTS",
            "-XX:ArchiveClassesAtExit=%s -Xlog:disable".formatted(home.resolve("classes.part")));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    try {
      builder.start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (Files.exists(home.resolve("classes.part"))) {
      Files.move(home.resolve("classes.part"), home.resolve("classes.jsa"));
    }
  }

  private static void link(Path jars, Path jar) throws IOException {
    try {
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
    } catch (FileAlreadyExistsException e) {
      // Two artifacts of one name; the first on the path counts.
    }
  }

  private static Path jar() {
    Path classes = ROOT.resolve("test-servers/jobs/target/classes");
    try {
      Path jar = Files.createTempDirectory("jobs").resolve("jobs.jar");
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream entries = new JarOutputStream(out);
          Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
          Files.copy(file, entries);
          entries.closeEntry();
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
