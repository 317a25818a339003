package dev.bering.jobs;

import dev.bering.jobs.DependencyFinding.Weight;
import dev.bering.model.Bytes;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a job brings along, held against what its platform has already. Of files only names are
 * known; the lock file of Python packages is read if it is on this machine. Nobody is asked.
 */
final class DependencyCheck {
  private static final String DRIVER_FIRST = "spark.driver.userClassPathFirst";
  private static final String EXECUTOR_FIRST = "spark.executor.userClassPathFirst";
  private static final int MAX_BYTES = 4 << 20;

  private final MergedJob merged;
  private final Job job;
  private final SparkRuntime runtime;
  private final List<DependencyFinding> findings = new ArrayList<>();

  private DependencyCheck(MergedJob merged, Rendering rendering) {
    this.merged = merged;
    this.job = rendering.job();
    this.runtime = rendering.runtime();
  }

  /**
   * Something that the job brings.
   *
   * @param shown as the file has it
   */
  private record Brought(String shown, LibraryName name, Origin origin) {}

  /** What is known, in the order of the file. */
  static List<DependencyFinding> of(MergedJob merged, Rendering rendering) {
    DependencyCheck check = new DependencyCheck(merged, rendering);
    List<Brought> libraries = check.libraries();
    libraries.forEach(
        one -> check.names(one, one.name().isOfKnownFamily() ? Weight.REFUSED : Weight.WARNING));
    check.requireOneScala(libraries);
    // It is called what its makers call it.
    check.program().ifPresent(one -> check.names(one, Weight.WARNING));
    check.versions(libraries);
    check.requirements();
    return List.copyOf(check.findings);
  }

  private List<Brought> libraries() {
    List<Brought> all = new ArrayList<>();
    List<String> packages = job.dependencies().packages();
    for (int i = 0; i < packages.size(); i++) {
      String text = packages.get(i);
      Origin origin = origin("packages", i);
      LibraryName.ofCoordinates(text).ifPresent(name -> all.add(new Brought(text, name, origin)));
    }
    List<String> jars = job.dependencies().jars();
    for (int i = 0; i < jars.size(); i++) {
      all.add(file(jars.get(i), origin("jars", i)));
    }
    said("spark.jars.packages")
        .forEach(
            (text, origin) ->
                LibraryName.ofCoordinates(text)
                    .ifPresent(name -> all.add(new Brought(text, name, origin))));
    said("spark.jars").forEach((text, origin) -> all.add(file(text, origin)));
    // Before a run, what rests on its variables tells nothing.
    all.removeIf(one -> one.shown().contains("${"));
    return all;
  }

  private static Brought file(String path, Origin origin) {
    String file = path.substring(path.lastIndexOf('/') + 1).replaceFirst("[?#].*$", "");
    return new Brought(file, LibraryName.ofFile(path), origin);
  }

  private Optional<Brought> program() {
    return job.program()
        .file()
        .filter(path -> path.toLowerCase(Locale.ROOT).endsWith(".jar"))
        .map(path -> file(path, originAt(merged.values().fields("spec"), "mainApplicationFile")));
  }

  /** The parts of a setting that is a list. */
  private Map<String, Origin> said(String setting) {
    Job.Setting value = job.sparkConf().get(setting);
    Map<String, Origin> all = new LinkedHashMap<>();
    if (value != null) {
      Arrays.stream(value.value().split(","))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .forEach(text -> all.put(text, value.origin()));
    }
    return all;
  }

  private Origin origin(String key, int index) {
    Value.Fields deps = deps();
    return deps.at(key)
        .filter(Value.Items.class::isInstance)
        .map(value -> ((Value.Items) value).values())
        .filter(values -> index < values.size())
        .map(values -> values.get(index).origin())
        .orElseGet(() -> originAt(deps, key));
  }

  private Value.Fields deps() {
    return merged.values().withoutNulls().fields("spec").fields("deps");
  }

  private static Origin originAt(Value.Fields fields, String key) {
    return fields.at(key).map(Value::origin).orElse(fields.origin());
  }

  /**
   * What names alone tell: for which Scala and which Spark.
   *
   * @param otherLine what it weighs that its name says another major line of Spark
   */
  private void names(Brought one, Weight otherLine) {
    Optional<String> scala = one.name().scala();
    if (scala.isPresent() && runtime.scala().isPresent() && !scala.equals(runtime.scala())) {
      find(
          Weight.REFUSED,
          one,
          "is built for Scala %s, and %s runs Scala %s"
              .formatted(scala.get(), runtime.name(), runtime.scala().get()),
          "take its build for Scala %s".formatted(runtime.scala().get()));
    } else if (scala.isPresent() && runtime.scala().isEmpty()) {
      find(
          Weight.TOLD,
          one,
          "is built for Scala %s, and it cannot be told which Scala %s runs"
              .formatted(scala.get(), runtime.name()),
          "look at the name of its scala-library jar");
    }
    Optional<String> spark = one.name().spark();
    if (spark.isPresent() && runtime.line().isPresent() && !spark.equals(runtime.line())) {
      boolean isMajor = major(spark.get()).equals(major(runtime.line().get()));
      find(
          isMajor && !one.name().isBound() ? Weight.WARNING : otherLine,
          one,
          runtime.build() == SparkRuntime.Build.APACHE
              ? "is written for Spark %s, and %s runs there".formatted(spark.get(), runtime.name())
              : "is written for Spark %s, and %s runs Spark %s"
                  .formatted(spark.get(), runtime.name(), runtime.line().get()),
          "take its build for Spark %s".formatted(runtime.line().get()));
    }
  }

  private static String major(String line) {
    return line.substring(0, Math.max(line.indexOf('.'), 0));
  }

  private void requireOneScala(List<Brought> libraries) {
    if (runtime.scala().isPresent()) {
      return; // each of them was held against that
    }
    Optional<Brought> first =
        libraries.stream().filter(one -> one.name().scala().isPresent()).findFirst();
    for (Brought one : libraries) {
      Optional<String> scala = one.name().scala();
      if (scala.isPresent() && !scala.equals(first.orElseThrow().name().scala())) {
        find(
            Weight.REFUSED,
            one,
            "is built for Scala %s, and %s for Scala %s"
                .formatted(
                    scala.get(), first.get().shown(), first.get().name().scala().orElseThrow()),
            "take all of them for one Scala");
      }
    }
  }

  /** What the tables tell. */
  private void versions(List<Brought> libraries) {
    Optional<SparkRuntime.Jars> jars = runtime.jars();
    if (jars.isEmpty()) {
      if (!libraries.isEmpty()) {
        findings.add(
            new DependencyFinding(
                Weight.TOLD,
                "spec.deps",
                originAt(merged.values().fields("spec"), "deps").text(),
                "was not compared: which jars %s brings cannot be told".formatted(runtime.name()),
                "look into its jars for what the job brings, too"));
      }
      return;
    }
    for (Brought one : libraries) {
      boolean isOtherLine =
          one.name().spark().isPresent() && !one.name().spark().equals(runtime.line());
      boolean isOtherScala =
          one.name().scala().isPresent()
              && runtime.scala().isPresent()
              && !one.name().scala().equals(runtime.scala());
      if (!isOtherLine && !isOtherScala) {
        version(one, jars.get());
      }
    }
  }

  private void version(Brought one, SparkRuntime.Jars jars) {
    String artifact = LibraryName.withoutScala(one.name().artifact());
    String group =
        one.name().group().isEmpty()
            ? jars.groups().getOrDefault(artifact, "")
            : one.name().group();
    String there = jars.versions().get(group + ":" + artifact);
    if (there == null || one.name().version().isEmpty()) {
      return;
    }
    boolean isSame = there.equals(one.name().version());
    if (runtime.build() != SparkRuntime.Build.APACHE) {
      find(
          isSame ? Weight.TOLD : Weight.WARNING,
          one,
          "may clash with what %s brings, which cannot be told; %s brings %s"
              .formatted(
                  runtime.name(),
                  jars.of(),
                  isSame ? "the same" : "%s: %s".formatted(there, winner())),
          "leave it out if the platform's own will do");
    } else if (isSame) {
      find(Weight.TOLD, one, "is what %s brings already".formatted(jars.of()), "leave it out");
    } else {
      find(
          Weight.WARNING,
          one,
          "clashes with %s, which %s brings: %s".formatted(there, jars.of(), winner()),
          "write %s, or pack it into the job's own jar under another name".formatted(there));
    }
  }

  /** Whose class is taken where two jars have it. */
  private String winner() {
    if (runtime.build() == SparkRuntime.Build.MANAGED) {
      return "whose is loaded cannot be told";
    }
    boolean inDriver = isSet(DRIVER_FIRST);
    boolean inExecutors = isSet(EXECUTOR_FIRST);
    if (inDriver && inExecutors) {
      return "the job's wins, as it says userClassPathFirst";
    }
    if (inDriver || inExecutors) {
      return "the job's wins in %s, Spark's own in %s"
          .formatted(inDriver ? "the driver" : "executors", inDriver ? "executors" : "the driver");
    }
    return "Spark's own wins";
  }

  private boolean isSet(String setting) {
    Job.Setting said = job.sparkConf().get(setting);
    return said != null && said.value().equals("true");
  }

  private void requirements() {
    String said = job.dependencies().requirements().orElse("");
    if (said.isEmpty()) {
      return;
    }
    Origin origin = originAt(deps(), "requirements");
    String shown = said.substring(said.lastIndexOf('/') + 1);
    Optional<Path> file = local(said, origin);
    if (file.isEmpty()) {
      findings.add(
          new DependencyFinding(
              Weight.TOLD,
              shown,
              origin.text(),
              "is not on this machine, so that nobody has seen what it pins",
              "lay it beside the job file"));
      return;
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        findings.add(
            new DependencyFinding(
                Weight.REFUSED,
                shown,
                origin.text(),
                "has more than %s".formatted(Bytes.text(MAX_BYTES)),
                "name the lock file of this job alone"));
        return;
      }
      pins(shown, RequirementsLock.of(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      findings.add(
          new DependencyFinding(
              Weight.REFUSED,
              shown,
              origin.text(),
              "cannot be read: %s".formatted(Failures.fact(e)),
              "check the path and the permissions"));
    }
  }

  /** Beside the job file, or where the job's code is; elsewhere it is not this machine's. */
  private Optional<Path> local(String said, Origin origin) {
    try {
      List<Path> places = new ArrayList<>();
      if (said.startsWith("file:")) {
        places.add(Path.of(URI.create(said)));
      } else if (!said.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
        places.add(Path.of(origin.place()).resolveSibling(said));
        merged
            .values()
            .fields("spec")
            .at("artifacts")
            .filter(Value.Scalar.class::isInstance)
            .map(value -> ((Value.Scalar) value).text())
            .ifPresent(artifacts -> places.add(Path.of(artifacts).resolve(said)));
      }
      return places.stream().filter(Files::isRegularFile).findFirst();
    } catch (IllegalArgumentException e) { // of which InvalidPathException is one
      return Optional.empty();
    }
  }

  private void pins(String file, RequirementsLock lock) {
    for (RequirementsLock.Fault fault : lock.faults()) {
      findings.add(
          new DependencyFinding(
              Weight.REFUSED,
              fault.what(),
              "%s:%d".formatted(file, fault.line()),
              fault.fact(),
              fault.hint()));
    }
    for (RequirementsLock.Pin pin : lock.pins()) {
      Brought one =
          new Brought(
              "%s==%s".formatted(pin.name(), pin.version()),
              LibraryName.ofPython(pin.name(), pin.version()),
              Origin.of(file, pin.line()));
      names(one, Weight.REFUSED);
      if (pin.name().equals("pyspark") && one.name().spark().equals(runtime.line())) {
        find(
            Weight.WARNING,
            one,
            "lies beside the pyspark that %s brings itself".formatted(runtime.name()),
            "leave it out");
      }
    }
    findings.add(
        new DependencyFinding(
            Weight.TOLD,
            file,
            originAt(deps(), "requirements").text(),
            "pins %d %s; which packages of Python %s brings cannot be told"
                .formatted(
                    lock.pins().size(),
                    lock.pins().size() == 1 ? "package" : "packages",
                    runtime.name()),
            "hold it against 'pip list' there"));
  }

  private void find(Weight weight, Brought one, String fact, String hint) {
    findings.add(new DependencyFinding(weight, one.shown(), one.origin().text(), fact, hint));
  }
}
