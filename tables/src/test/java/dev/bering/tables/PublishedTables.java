package dev.bering.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Delta tables that Delta's own projects are tested with, unpacked from the archives beside the
 * checkout. Where they are absent, tests say so and have nothing to run over.
 */
public final class PublishedTables {

  /** The archives: one of reader tables, one of Delta Kernel's, one of Delta Spark's. */
  public static final List<String> ARCHIVES =
      List.of("delta-golden-tables", "delta-kernel-tables", "delta-spark-tables");

  private PublishedTables() {}

  /** Where the archives are expected. */
  public static Path folder() {
    return Path.of(System.getProperty("bering.shared.data", "../shared/data"));
  }

  /** Whether the archive is there; says so on the console if not. */
  public static boolean isThere(String archive) {
    boolean there = Files.exists(folder().resolve(archive + ".tar.gz"));
    if (!there) {
      System.err.println(
          "SKIPPED: no " + archive + ".tar.gz in " + folder() + ", so its tables are not tested");
    }
    return there;
  }

  /** Unpacks an archive and returns the folders that hold a {@code _delta_log}, in order. */
  public static List<Path> unpack(String archive, Path into) throws IOException {
    Path folder = Files.createDirectories(into.resolve(archive));
    Process tar =
        new ProcessBuilder(
                "tar",
                "xzf",
                folder().resolve(archive + ".tar.gz").toAbsolutePath().toString(),
                "-C",
                folder.toString())
            .inheritIO()
            .start();
    try {
      if (tar.waitFor() != 0) {
        throw new IllegalStateException("tar failed on " + archive);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    try (Stream<Path> folders = Files.walk(folder)) {
      return folders
          .filter(path -> path.endsWith("_delta_log") && Files.isDirectory(path))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }
}
