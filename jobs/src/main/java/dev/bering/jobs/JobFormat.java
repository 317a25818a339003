package dev.bering.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.yaml.YamlFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads job files and lays their layers over one another: what Bering assumes, {@code
 * defaults.yaml}, the job, what it says of its platform, the environment, what that says of the
 * platform, and the options of the command. The upper one wins, key by key (RFC 7396).
 */
public final class JobFormat {
  private static final String BUILT_IN =
      """
      spec: {sparkVersion: "4.1"}
      run: {mode: adhoc, retries: {maxRetries: 0, minInterval: 1m, retryOn: [CAPACITY, PLATFORM]}}
      """;

  private final Map<String, Platform> platforms = new LinkedHashMap<>();
  private final Shape.Group shape;

  /** The format in which files may name these platforms. */
  public JobFormat(List<? extends Platform> platforms) {
    platforms.forEach(platform -> this.platforms.put(platform.name(), platform));
    this.shape = JobShape.of(this.platforms.values());
  }

  /** The JSON Schema of job files, for editors. */
  public ObjectNode schema() {
    return JobSchema.of("Bering job file", shape);
  }

  /** The keys of job files, for the reference. */
  public Shape.Group shape() {
    return shape;
  }

  /** The JSON Schema of cluster policies, for editors. */
  public ObjectNode policySchema() {
    return JobSchema.of("Bering cluster policy", PolicyShape.WHOLE);
  }

  /** The keys of cluster policies, for the reference. */
  public Shape.Group policyShape() {
    return PolicyShape.WHOLE;
  }

  /** The keys of spec, which a platform's block may say for itself. */
  public List<String> specKeys() {
    return JobShape.SPEC.names();
  }

  /** The platform of a name that a file has said. */
  public Platform platform(String name) {
    Platform platform = platforms.get(name);
    if (platform == null) {
      throw UserException.usage(
          new Problem(
              "JOB_PLATFORM",
              "Cannot run on '%s': there is no such platform.".formatted(name),
              NearestName.hint(name, platforms.keySet())));
    }
    return platform;
  }

  /**
   * The jobs of a folder, by name. What is wrong with one file is the catalogue's to tell: it does
   * not stop the jobs of others.
   */
  public JobCatalogue catalogue(JobFiles files) {
    Map<String, List<Problem>> problems = new LinkedHashMap<>();
    Map<String, Layer> byName = new TreeMap<>();
    for (String path : files.jobs()) {
      Complaints complaints = new Complaints();
      read(files, path, complaints)
          .ifPresent(
              layer ->
                  name(layer)
                      .ifPresent(
                          name -> {
                            Layer other = byName.putIfAbsent(name.text(), layer);
                            if (other != null) {
                              complaints.wrong(
                                  name.origin(),
                                  "job '%s' is in %s too".formatted(name.text(), other.place()),
                                  "give one of them another name");
                            }
                          }));
      problems.put(files.placeOf(path), complaints.problems());
    }
    Layer defaults = layer(files, JobFiles.DEFAULTS, problems);
    Map<String, Layer> environments = new TreeMap<>();
    for (String name : files.environments()) {
      environments.put(name, layer(files, files.environment(name), problems));
    }
    ClusterPolicies policies = ClusterPolicies.of(files);
    problems.putAll(policies.problems());
    return new JobCatalogue(this, files, byName, defaults, environments, policies, problems);
  }

  private Layer layer(JobFiles files, String path, Map<String, List<Problem>> problems) {
    Layer none = Layer.empty(files.placeOf(path));
    if (!files.texts().containsKey(path)) {
      return none;
    }
    Complaints complaints = new Complaints();
    Layer layer = read(files, path, complaints).orElse(none);
    problems.put(layer.place(), complaints.problems());
    return layer;
  }

  /**
   * The name of the job in one of the files.
   *
   * @throws UserException JOB_FILE with everything that is wrong with it
   */
  public String nameIn(JobFiles files, String path) {
    Complaints complaints = new Complaints();
    Optional<Layer> layer = read(files, path, complaints);
    complaints.requireNone();
    return name(layer.orElseThrow()).orElseThrow().text();
  }

  private Optional<Layer> read(JobFiles files, String path, Complaints complaints) {
    Optional<Layer> document = document(files, path, complaints);
    if (document.isEmpty()) {
      return document;
    }
    Layer layer = document.get();
    checkKind(layer, path, complaints);
    ShapeCheck.layer(layer.values(), shape, complaints);
    ClearText.check(layer.values(), complaints);
    return Optional.of(layer.withParametersWrittenOut());
  }

  /** A file of this version, its keys not yet looked at; complains and is empty if it is none. */
  static Optional<Layer> document(JobFiles files, String path, Complaints complaints) {
    String place = files.placeOf(path);
    try {
      String text = Objects.requireNonNull(files.texts().get(path), path);
      Optional<Value> document = new ValueReader(YamlFile.ofOption(place, text), place).read();
      if (document.isEmpty()) {
        complaints.wrong(Origin.of(place), "it is empty", "write at least 'apiVersion: bering/v1'");
        return Optional.empty();
      }
      if (!(document.get() instanceof Value.Fields fields)) {
        complaints.wrong(
            Origin.of(place), "it is no mapping of keys to values", "write 'key: value' lines");
        return Optional.empty();
      }
      Layer layer = new Layer(place, fields);
      return isOfThisVersion(layer, complaints) ? Optional.of(layer) : Optional.empty();
    } catch (UserException e) {
      complaints.addAll(e.problems());
      return Optional.empty();
    }
  }

  private static boolean isOfThisVersion(Layer layer, Complaints complaints) {
    Optional<Value.Scalar> version = layer.scalar("apiVersion");
    if (version.isEmpty()) {
      complaints.wrong(
          layer.values().origin(),
          "it has no apiVersion",
          "write 'apiVersion: %s'".formatted(JobShape.VERSION));
      return false;
    }
    if (version.get().text().equals(JobShape.VERSION)) {
      return true;
    }
    boolean isNewer = version.get().text().matches("bering/v[2-9]\\d{0,5}|bering/v1\\d{1,5}");
    complaints.wrong(
        version.get().origin(),
        isNewer
            ? "it is of version %s, and this Bering reads %s"
                .formatted(version.get().text(), JobShape.VERSION)
            : "'apiVersion' is no version of job files",
        isNewer ? "use a newer Bering" : "write 'apiVersion: %s'".formatted(JobShape.VERSION));
    return false;
  }

  private static void checkKind(Layer layer, String path, Complaints complaints) {
    boolean isJob = !path.equals(JobFiles.DEFAULTS) && !path.startsWith(JobFiles.ENVIRONMENTS);
    String wanted = isJob ? JobShape.KIND : JobShape.LAYER_KIND;
    Optional<Value.Scalar> kind = layer.scalar("kind");
    if (kind.isEmpty() || !kind.get().text().equals(wanted)) {
      complaints.wrong(
          kind.map(Value.Scalar::origin).orElse(layer.values().origin()),
          "a file at this place is of kind %s".formatted(wanted),
          "write 'kind: %s'".formatted(wanted));
    }
    if (isJob && name(layer).isEmpty()) {
      complaints.wrong(
          layer.values().origin(), "the job has no name", "write 'name: ...' under metadata");
    } else if (!isJob && layer.values().fields("metadata").at("name").isPresent()) {
      complaints.wrong(
          layer.values().fields("metadata").origin(),
          "what holds for many jobs has no name",
          "leave metadata.name out");
    }
  }

  private static Optional<Value.Scalar> name(Layer layer) {
    return layer
        .values()
        .fields("metadata")
        .at("name")
        .filter(Value.Scalar.class::isInstance)
        .map(Value.Scalar.class::cast)
        .filter(scalar -> !scalar.isNull());
  }

  /** Lays the layers of one job over one another. */
  MergedJob merge(
      String name,
      Layer defaults,
      Layer job,
      Optional<Layer> environment,
      ClusterPolicies policies,
      JobChoice choice) {
    Complaints complaints = new Complaints();
    Layer sets = new SetOptions(shape, complaints).layer(choice.sets()).withParametersWrittenOut();
    ShapeCheck.layer(sets.values(), shape, complaints);
    ClearText.check(sets.values(), complaints);
    List<String> wanted = wanted(List.of(defaults, job), environment, sets, choice, complaints);
    complaints.requireNone();
    String platform = wanted.get(0);
    Value.Fields merged = builtIn().under(defaults.values()).under(job.values());
    merged = withBlock(merged, merged, platform);
    if (environment.isPresent()) {
      Value.Fields above = environment.get().values();
      merged = withBlock(merged.under(above.without("kind")), above, platform);
    }
    requireDeclared(sets, merged, complaints);
    merged = withBlock(merged.under(sets.values()), sets.values(), platform);
    return new MergedJob(
        name,
        this,
        platform(platform),
        wanted,
        merged,
        policies,
        other ->
            merge(
                name,
                defaults,
                job,
                environment,
                policies,
                new JobChoice(Optional.of(other), choice.environment(), choice.sets())));
  }

  /** A parameter that is misspelt would otherwise be set, and never used. */
  private static void requireDeclared(Layer sets, Value.Fields below, Complaints complaints) {
    Value.Fields declared = below.fields("spec").fields("params");
    sets.values()
        .fields("spec")
        .fields("params")
        .values()
        .forEach(
            (name, value) -> {
              if (declared.at(name).isEmpty()) {
                complaints.wrong(
                    value.origin(),
                    "the job has no parameter '%s'".formatted(name),
                    declared.values().isEmpty()
                        ? "declare it under spec.params"
                        : NearestName.hint(name, declared.values().keySet()));
              }
            });
    complaints.requireNone();
  }

  private static Value.Fields builtIn() {
    Value.Fields fields =
        (Value.Fields)
            new ValueReader(
                    YamlFile.ofOption(Origin.BUILT_IN.place(), BUILT_IN), Origin.BUILT_IN.place())
                .read()
                .orElseThrow();
    return SetOptions.withoutLines(fields, Origin.BUILT_IN);
  }

  /** What a block says of keys of spec, laid over spec. */
  private Value.Fields withBlock(Value.Fields merged, Value.Fields said, String platform) {
    Value.Fields over = said.fields("platforms").fields(platform);
    for (Shape.Key own : platform(platform).block().keys()) {
      over = over.without(own.name());
    }
    return merged.with("spec", merged.fields("spec").under(over));
  }

  private List<String> wanted(
      List<Layer> below,
      Optional<Layer> environment,
      Layer sets,
      JobChoice choice,
      Complaints complaints) {
    if (choice.platform().isPresent()) {
      return List.of(platform(choice.platform().get()).name());
    }
    List<Layer> layers = new ArrayList<>(below);
    environment.ifPresent(layers::add);
    layers.add(sets);
    List<String> wanted = List.of();
    for (Layer layer : layers) {
      Optional<Value> line = layer.values().at("platform");
      List<String> said = texts(line);
      if (line.isPresent() && said.isEmpty()) {
        complaints.wrong(
            line.get().origin(), "'platform' names none", "name one, or leave the line out");
      } else if (said.size() != Set.copyOf(said).size()) {
        complaints.wrong(
            layer.values().at("platform").orElseThrow().origin(),
            "'platform' names one twice",
            "name each once; run.retries decides how often one is tried");
      }
      wanted = said.isEmpty() ? wanted : said;
    }
    if (wanted.isEmpty()) {
      complaints.wrong(
          below.get(below.size() - 1).values().origin(),
          "the job has no platform",
          "write 'platform: ...' with one of " + String.join(", ", platforms.keySet()));
    }
    return wanted;
  }

  private static List<String> texts(Optional<Value> value) {
    if (value.isEmpty()) {
      return List.of();
    }
    List<Value> values =
        value.get() instanceof Value.Items items ? items.values() : List.of(value.get());
    return values.stream()
        .filter(Value.Scalar.class::isInstance)
        .map(Value.Scalar.class::cast)
        .filter(scalar -> !scalar.isNull())
        .map(Value.Scalar::text)
        .toList();
  }
}
