package dev.bering.jobs;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a platform runs a job with, as far as it is known for sure; the rest cannot be told, and is
 * said to be so.
 *
 * @param name as sentences call it, as in {@code Spark 4.1} or {@code emr-7.9.0}
 * @param line the line of Spark, as in {@code 4.1}; empty if it cannot be told
 * @param scala the line of Scala that it was built for, as in {@code 2.13}; empty if it cannot be
 *     told
 * @param build who built it: the tables know what Apache's brings
 */
public record SparkRuntime(
    String name, Optional<String> line, Optional<String> scala, Build build) {

  private static final Map<String, Jars> KNOWN =
      Map.of("3.5", Jars.of("3.5", "3.5.6"), "4.1", Jars.of("4.1", "4.1.3"));

  /** Who built a Spark. */
  public enum Build {
    /** The Spark that Apache publishes, or an image of it. */
    APACHE,
    /** A vendor's, with jars of its own choice, started as Spark is. */
    REBUILT,
    /** A vendor's, with jars and class loaders of its own choice. */
    MANAGED
  }

  /**
   * The jars of one version of Apache Spark.
   *
   * @param of as in {@code Apache Spark 4.1.3}
   * @param versions by group and artifact, without its Scala suffix
   * @param groups by artifact, without its Scala suffix
   */
  record Jars(String of, Map<String, String> versions, Map<String, String> groups) {

    private static Jars of(String line, String version) {
      Map<String, String> versions =
          DataTable.rows("spark-jars-%s.txt".formatted(line), 2).stream()
              .collect(
                  Collectors.toMap(row -> LibraryName.withoutScala(row.get(0)), row -> row.get(1)));
      Map<String, String> groups = new TreeMap<>();
      versions
          .keySet()
          .forEach(
              name ->
                  groups.put(
                      name.substring(name.indexOf(':') + 1), name.substring(0, name.indexOf(':'))));
      return new Jars("Apache Spark " + version, versions, groups);
    }
  }

  /**
   * Apache's own.
   *
   * @param version as in {@code 4.1} or {@code 4.1.3}
   */
  public static SparkRuntime apache(String version) {
    return new SparkRuntime(
        "Spark " + version, Optional.of(lineOf(version)), scalaOf(version), Build.APACHE);
  }

  /**
   * A vendor's that is started as Spark is.
   *
   * @param version of the Spark that it is made of
   */
  public static SparkRuntime rebuilt(String name, String version) {
    return new SparkRuntime(name, Optional.of(lineOf(version)), scalaOf(version), Build.REBUILT);
  }

  /**
   * A vendor's that starts jobs in its own way.
   *
   * @param version of the Spark that it is made of; empty if it cannot be told
   * @param scala if the vendor says it
   */
  public static SparkRuntime managed(
      String name, Optional<String> version, Optional<String> scala) {
    return new SparkRuntime(
        name,
        version.map(SparkRuntime::lineOf),
        scala.or(() -> version.flatMap(SparkRuntime::scalaOf)),
        Build.MANAGED);
  }

  /** What Apache's Spark of this line brings; empty if no table has it. */
  Optional<Jars> jars() {
    return line.map(KNOWN::get);
  }

  /** The first two numbers of a version. */
  static String lineOf(String version) {
    String[] parts = version.split("\\.", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /** Spark 3.2 to 3.5 were published for two lines of Scala, all others since 3.0 for one. */
  private static Optional<String> scalaOf(String version) {
    String line = lineOf(version);
    if (line.equals("3.0") || line.equals("3.1")) {
      return Optional.of("2.12");
    }
    return line.startsWith("4.") ? Optional.of("2.13") : Optional.empty();
  }
}
