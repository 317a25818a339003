package dev.bering.platforms;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final String SUBMIT =
      """
      #!/bin/bash
      # What Spark's own script does, without what only its distribution has.
      : "${SPARK_HOME:=$(cd "$(dirname "$0")/.." && pwd)}"
      export SPARK_HOME SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost
      export _SPARK_CMD_USAGE="Usage: spark-submit [options] <app jar | python file> [app arguments]"
      command=()
      while IFS= read -r -d '' part; do
        part="${part#$'\\n'}"
        [ ${#command[@]} -eq 0 ] && [ -z "$part" ] && continue
        command+=("$part")
      done < <("%s/bin/java" -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
      exec "${command[@]}"
      """;
  private static final String DEFAULTS =
      """
      spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
      spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
      spark.ui.enabled false
      spark.sql.shuffle.partitions 1
      spark.sql.codegen.wholeStage false
      """;

  private SparkInstallation() {}

  /** The legacy line, 3.5, which knows YARN. */
  public static Path legacy() {
    return Made.LEGACY;
  }

  /** The line that jobs move to, 4.1. */
  public static Path target() {
    return Made.TARGET;
  }

  /** The jar of the jobs that tests run; it runs on both lines. */
  public static Path jobs() {
    return Made.JOBS;
  }

  private static final class Made {
    static final Path LEGACY = install("spark-3.5");
    static final Path TARGET = install("spark-4.1");
    static final Path JOBS = jar();
  }

  private static Path install(String line) {
    try {
      Path home = Files.createTempDirectory(line);
      Path jars = Files.createDirectories(home.resolve("jars"));
      String classpath =
          Files.readString(
              ROOT.resolve("test-servers").resolve(line).resolve("target/classpath.txt"));
      for (String jar : List.of(classpath.strip().split(java.io.File.pathSeparator, -1))) {
        link(jars, Path.of(jar));
      }
      Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
      Files.writeString(submit, SUBMIT.formatted(System.getProperty("java.home")));
      Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(
          Files.createDirectories(home.resolve("conf")).resolve("spark-defaults.conf"), DEFAULTS);
      Files.writeString(home.resolve("RELEASE"), "Spark for tests\n");
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
