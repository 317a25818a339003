package dev.bering.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes what the launcher needs on this machine: argument files with the class paths, and DuckDB's
 * native library unpacked.
 *
 * <p>DuckDB's driver unpacks 72 MB from its jar in every process, and leaves them behind when the
 * process is killed. A driver jar without native libraries loads the one that lies beside it
 * instead (its own documented third route), so the jar is copied without them and the library for
 * this machine is put there. On a machine whose library is not in the jar, the jar is used as it
 * is.
 */
final class Prepare {

  private static final String DRIVER_PREFIX = "duckdb_jdbc-";
  private static final String LIBRARY_PREFIX = "libduckdb_java.so_";

  private static final List<String> LIGHT_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR");

  /** What Spark needs of a Java 17 (its own list, less the incubating vector module). */
  private static final List<String> SPARK_FLAGS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UseSerialGC",
          // Most verbs take minutes, in which the optimising compiler does not pay for itself; the
          // script starts flow run with it.
          "-XX:TieredStopAtLevel=1",
          // Without that compiler Java keeps 48 MB for compiled code, and Spark soon needs more.
          "-XX:ReservedCodeCacheSize=256m",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
          "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
          "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "-Djdk.reflect.useDirectMethodHandle=false",
          "-Dio.netty.tryReflectionSetAccessible=true",
          "-Dslf4j.internal.verbosity=ERROR");

  private Prepare() {}

  /**
   * Reads the jars below {@code args[0]} and writes argument files into {@code args[1]}; the native
   * library goes beside the jars, as the class path names it for good.
   */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    Path scratch = Path.of(args[1]);
    List<Path> light = new ArrayList<>();
    for (Path jar : jars(home.resolve("lib"))) {
      light.add(
          name(jar).startsWith(DRIVER_PREFIX)
              ? withoutLibraries(jar, home.resolve("native"))
              : jar);
    }
    List<Path> spark = new ArrayList<>(light);
    spark.addAll(jars(home.resolve("lib-spark")));
    Files.write(scratch.resolve("light.args"), arguments(LIGHT_FLAGS, light));
    Files.write(scratch.resolve("spark.args"), arguments(SPARK_FLAGS, spark));
  }

  private static List<String> arguments(List<String> flags, List<Path> jars) {
    List<String> lines = new ArrayList<>(flags);
    String classPath =
        String.join(java.io.File.pathSeparator, jars.stream().map(Path::toString).toList());
    // An argument file reads a quoted string with backslash escapes.
    lines.add("-cp");
    lines.add("\"" + classPath.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    return lines;
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> name(file).endsWith(".jar")).sorted().toList();
    }
  }

  private static Path withoutLibraries(Path jar, Path folder) throws IOException {
    String library = libraryOfThisMachine();
    Path driver = folder.resolve(name(jar));
    if (Files.exists(driver) && Files.exists(folder.resolve(library))) {
      return driver;
    }
    try (ZipFile source = new ZipFile(jar.toFile())) {
      ZipEntry entry = source.getEntry(library);
      if (entry == null) {
        return jar;
      }
      Files.createDirectories(folder);
      // Under a private name first: two processes may prepare at once.
      Path unpacked = Files.createTempFile(folder, library, ".part");
      try (InputStream in = source.getInputStream(entry)) {
        Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(unpacked, folder.resolve(library), StandardCopyOption.ATOMIC_MOVE);
      Path slim = Files.createTempFile(folder, name(jar), ".part");
      copyWithoutLibraries(source, slim);
      Files.move(slim, driver, StandardCopyOption.ATOMIC_MOVE);
      return driver;
    }
  }

  private static void copyWithoutLibraries(ZipFile source, Path target) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
      Enumeration<? extends ZipEntry> entries = source.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.getName().startsWith(LIBRARY_PREFIX)) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          try (InputStream in = source.getInputStream(entry)) {
            in.transferTo(out);
          }
          out.closeEntry();
        }
      }
    }
  }

  /** As the driver names them: {@code linux_amd64}, {@code linux_arm64}, {@code macos_arm64}. */
  private static String libraryOfThisMachine() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean arm = processor.equals("aarch64") || processor.equals("arm64");
    String os = system.startsWith("mac") ? "macos" : system.startsWith("win") ? "windows" : "linux";
    return LIBRARY_PREFIX + os + "_" + (arm ? "arm64" : "amd64");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
