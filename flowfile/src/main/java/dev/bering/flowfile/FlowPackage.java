package dev.bering.flowfile;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.model.WholeFile;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One jar that {@code spark-submit} runs wherever Spark 4.1 and Delta are: the classes of the flow,
 * what they need of Bering, the models that are files of this machine, and the flow file as {@code
 * flow.json}. It holds no secrets: flow files have none.
 *
 * <p>Spark, Delta and what reads the storage of the place are not in it, because every place has
 * its own, which fit each other; others beside them would get in their way. Where they are missing,
 * {@code spark-submit --packages} brings them; {@link Written#submit} says how.
 */
public final class FlowPackage {

  /** The flow file in the jar. */
  static final String FILE = "flow.json";

  static final String DELTA = "io.delta:delta-spark_4.1_2.13:4.4.0";
  private static final String S3 = "org.apache.hadoop:hadoop-aws:3.4.2";

  private final FlowFile file;
  private final String version;

  /**
   * @param version of Bering
   */
  public FlowPackage(FlowFile file, String version) {
    this.file = file;
    this.version = version;
  }

  /**
   * What was written.
   *
   * @param flow what the flow is called
   * @param submit how it is run where Delta is not there already
   */
  public record Written(String flow, String jar, long bytes, String submit) {

    @Override
    public String toString() {
      return "packaged %s as %s\n  %s\n".formatted(flow, jar, submit);
    }
  }

  /**
   * Writes the package. What was there under its name is replaced at once, when all is written.
   *
   * @param out a name that ends in {@code .jar}, or a folder, which is made and gets {@code
   *     NAME.jar} and {@code flow.json}
   * @throws UserException what {@link FlowFile#sliced} finds wrong, FLOW_PACKAGE_CLASS if a class
   *     of the flow is in none of its jars, FLOW_PACKAGE_CLASH for files of the same name,
   *     FLOW_PACKAGE_OUT if it cannot be written
   */
  public Written write(Path out) {
    if (file.slicing().isPresent()) {
      file.sliced(); // a package that cannot run is none
    }
    boolean alone = out.toString().endsWith(".jar");
    Path jar = alone ? out : out.resolve(file.flow().name() + ".jar");
    byte[] json = FlowJson.text(file, version).getBytes(StandardCharsets.UTF_8);
    try {
      PackageEntries entries = entries(json);
      replace(jar, to -> entries.write(to, Main.class.getName()));
      if (!alone) {
        replace(out.resolve(FILE), to -> to.write(json));
      }
      return new Written(file.flow().name(), jar.toString(), Files.size(jar), submit(jar));
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "FLOW_PACKAGE_OUT",
              "Cannot package %s as %s: %s.".formatted(file.flow().name(), jar, Failures.fact(e)),
              "check the places and the permissions"),
          e);
    }
  }

  private PackageEntries entries(byte[] json) throws IOException {
    var entries = new PackageEntries();
    for (Path own : jars()) {
      entries.addAll(own);
    }
    requireClasses(entries);
    for (Path part : PackageParts.places()) {
      entries.addAll(part);
    }
    entries.add(FILE, Path.of(file.name()), json);
    for (FlowFile one : files()) {
      PackagedModels.add(one, entries);
    }
    entries.requireNoClash();
    return entries;
  }

  private static void replace(Path target, WholeFile.Content content) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    WholeFile.replace(target, content);
  }

  /** This file and those whose flows it reads. */
  private List<FlowFile> files() {
    var files = new ArrayList<FlowFile>();
    collect(file, files);
    return files;
  }

  private static void collect(FlowFile one, List<FlowFile> files) {
    files.add(one);
    for (FileInput input : one.inputs().values()) {
      if (input instanceof FileInput.Published published) {
        collect(published.file(), files);
      }
    }
  }

  private Set<Path> jars() {
    var jars = new LinkedHashSet<Path>();
    files().forEach(one -> jars.addAll(one.jars()));
    return jars;
  }

  private void requireClasses(PackageEntries entries) {
    List<Problem> problems =
        files().stream()
            .flatMap(FlowPackage::classes)
            .distinct()
            .filter(type -> !entries.has(type.getName().replace('.', '/') + ".class"))
            .map(
                type ->
                    new Problem(
                        "FLOW_PACKAGE_CLASS",
                        "Cannot package %s: class %s is in none of its jars."
                            .formatted(file.flow().name(), type.getName()),
                        "name the jar that it is in under 'jars:'"))
            .toList();
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static Stream<Class<?>> classes(FlowFile one) {
    return Stream.concat(
        Stream.of(one.loaded().provider().getClass()),
        one.rollUps().values().stream().map(days -> days.component().getClass()));
  }

  private String submit(Path jar) {
    boolean s3 = files().stream().flatMap(FlowPackage::places).anyMatch(FlowPackage::isS3);
    return "spark-submit --packages %s %s".formatted(s3 ? DELTA + "," + S3 : DELTA, jar);
  }

  private static boolean isS3(Location place) {
    return place.scheme().equals("s3");
  }

  private static Stream<Location> places(FlowFile one) {
    return Stream.of(
            one.slicing().stream().map(Slicing::ledger),
            one.outputs().values().stream().map(FileOutput::table),
            one.states().values().stream(),
            one.inputs().values().stream()
                .filter(FileInput.Table.class::isInstance)
                .map(input -> ((FileInput.Table) input).table()))
        .flatMap(places -> places);
  }
}
