package dev.bering.jobs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a library tells of itself.
 *
 * @param group empty for a file, whose name has none
 * @param version empty for a file whose name has none
 */
record LibraryName(String group, String artifact, String version) {
  private static final String SPARK = "org.apache.spark";
  private static final Pattern SCALA = Pattern.compile("_(2\\.1\\d)(?=$|[-_])");
  private static final Pattern LINE =
      Pattern.compile("spark(?:-runtime|-extensions)?[-_]?(\\d\\.\\d{1,2})(?=$|[-_])");
  private static final Pattern FILE = Pattern.compile("(.+)-(\\d[^-]*(?:-[A-Za-z][\\w.]*)*)\\.jar");

  /** Modules of Spark itself, known by the names of their files. */
  private static final Pattern MODULE =
      Pattern.compile(
          "spark-(?:core|sql|sql-api|catalyst|hive|mllib|streaming|graphx|avro|protobuf|connect"
              + "|hadoop-cloud|yarn|kubernetes|sql-kafka-0-10|token-provider-kafka-0-10)");

  /** Libraries that call what Spark changes from line to line. */
  private static final Pattern BOUND =
      Pattern.compile("org\\.apache\\.spark:.*|[^:]*:(?:iceberg|delta|hudi)-.*|pypi:.*");

  /** Libraries whose names or versions say a line of Spark, and mean it. */
  private static final Pattern NAMES_ITS_LINE =
      Pattern.compile("[^:]*:(?:deequ|graphframes|sedona-.*|spark-.*)(?:_2\\.1\\d)?");

  private static final List<Written> WRITTEN =
      DataTable.rows("spark-lines.txt", 3).stream()
          .map(
              row ->
                  new Written(Pattern.compile(row.get(0)), Pattern.compile(row.get(1)), row.get(2)))
          .toList();

  private record Written(Pattern name, Pattern version, String line) {}

  /** A library by its coordinates; empty if they are none. */
  static Optional<LibraryName> ofCoordinates(String coordinates) {
    String[] parts = coordinates.strip().split(":", -1);
    return parts.length == 3
        ? Optional.of(new LibraryName(parts[0], parts[1], parts[2]))
        : Optional.empty();
  }

  /** A library by the path or address of its jar, of which only the file's name counts. */
  static LibraryName ofFile(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1).replaceFirst("[?#].*$", "");
    Matcher name = FILE.matcher(file);
    String artifact = name.matches() ? name.group(1) : file.replaceFirst("\\.jar$", "");
    boolean isSparks = MODULE.matcher(withoutScala(artifact)).matches();
    return new LibraryName(isSparks ? SPARK : "", artifact, name.matches() ? name.group(2) : "");
  }

  /** A package of Python. */
  static LibraryName ofPython(String name, String version) {
    return new LibraryName("pypi", name, version);
  }

  static String withoutScala(String artifact) {
    return artifact.replaceFirst("_2\\.1\\d$", "");
  }

  /** Group and artifact, without the line of Scala. */
  String key() {
    return group + ":" + withoutScala(artifact);
  }

  /** The line of Scala that it is built for; empty if its name does not say. */
  Optional<String> scala() {
    if (group.equals("org.scala-lang") && version.matches("2\\.1\\d\\..*")) {
      return Optional.of(SparkRuntime.lineOf(version));
    }
    Matcher name = SCALA.matcher(artifact + "-" + version);
    Matcher last = SCALA.matcher(version);
    return name.find()
        ? Optional.of(name.group(1))
        : last.find() ? Optional.of(last.group(1)) : Optional.empty();
  }

  /** The line of Spark that it is written for; empty if neither name nor version says. */
  Optional<String> spark() {
    boolean isSparks = group.equals(SPARK) || key().equals("pypi:pyspark");
    if (isSparks && version.matches("\\d+\\.\\d+(?:\\..*)?")) {
      return Optional.of(SparkRuntime.lineOf(version));
    }
    for (Written written : WRITTEN) {
      boolean isIt =
          written.name().matcher(key()).matches()
              || (group.isEmpty() && written.name().matcher("io.delta" + key()).matches());
      if (isIt && written.version().matcher(version).matches()) {
        return Optional.of(written.line());
      }
    }
    for (String text : List.of(SCALA.matcher(artifact).replaceAll(""), version)) {
      Matcher line = LINE.matcher(text);
      if (line.find()) {
        return Optional.of(line.group(1));
      }
    }
    return Optional.empty();
  }

  /** Whether it is of those that say a line of Spark and mean it; others may be called anything. */
  boolean isOfKnownFamily() {
    return isBound() || NAMES_ITS_LINE.matcher(group + ":" + artifact).matches();
  }

  /** Whether it fits no other line of Spark than its own, be it of the same major version. */
  boolean isBound() {
    return BOUND.matcher(group + ":" + artifact).matches();
  }
}
