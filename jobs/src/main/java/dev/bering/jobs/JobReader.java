package dev.bering.jobs;

import dev.bering.model.Durations;
import dev.bering.yaml.ClearSecrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the job of one run of what its layers come to. */
final class JobReader {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Where any text will do, so that a job can be made before its variables are known. */
  private static final Pattern ANY_TEXT =
      Pattern.compile(
          "spec\\.(?:arguments|params|env|sparkConf|deps|artifacts|mainApplicationFile|entryPoint"
              + "|datasets)\\b.*|metadata\\.(?:owner|description|labels)\\b.*|cost\\.tags\\b.*"
              + "|run\\.runAs\\b.*|migration\\b.*");

  private final MergedJob merged;
  private final Value.Fields values;
  private final References references;
  private final Value.Fields filled;
  private final Value.Fields block;
  private final RunContext context;
  private final Complaints complaints;

  JobReader(MergedJob merged, RunContext context, Complaints complaints) {
    this.merged = merged;
    this.values = merged.values().withoutNulls();
    this.context = context;
    this.references = new References(values, context, complaints);
    this.complaints = complaints;
    this.filled =
        values
            .without("platforms")
            .without("kind")
            .with("spec", references.in(values.fields("spec")))
            .with("run", references.in(values.fields("run")))
            .with("cost", references.in(values.fields("cost")))
            .with("metadata", references.in(values.fields("metadata")));
    this.block = ownBlock(merged, values, references);
  }

  /** The job; complains of all that is wrong, and then ends. */
  Job read() {
    checkShapes();
    complaints.requireNone();
    Entries metadata = new Entries(filled.fields("metadata"));
    Entries spec = new Entries(filled.fields("spec"));
    Entries cost = new Entries(filled.fields("cost"));
    Job.Program program = program(spec);
    SortedMap<String, String> parameters = parameters(spec);
    Map<String, String> tags = cost.map("tags");
    requireTags(cost.texts("required"), tags, filled);
    Job job =
        new Job(
            metadata.text("name").orElse(merged.name()),
            metadata.text("owner"),
            metadata.map("labels"),
            merged.platforms(),
            spec.text("sparkVersion").orElseThrow(),
            program,
            parameters,
            dependencies(spec.below("deps")),
            spec.map("env"),
            secrets(spec.below("secrets")),
            settings(spec.below("sparkConf")),
            size(spec.below("driver")),
            size(spec.below("executor")),
            elastic(spec),
            capacity(spec.below("capacity")),
            policy(new Entries(filled.fields("run"))),
            tags,
            clusterPolicy(),
            block);
    complaints.requireNone();
    return job;
  }

  /**
   * The values that keep the job from being made before a run fills them in; complains of what is
   * wrong with all others, and then ends.
   */
  List<Value.Leaf> open() {
    checkShapes();
    complaints.requireNone();
    Value.Fields whole =
        filled.with(
            "platforms", Value.Fields.none(block.origin()).with(merged.platform().name(), block));
    return Value.leaves(whole).stream()
        .filter(leaf -> context.leavesOpen(leaf.value().text()))
        .filter(leaf -> !ANY_TEXT.matcher(leaf.path()).matches())
        .toList();
  }

  /** The values of which a check waits for a run, though the job can be made without them. */
  List<Value.Leaf> unchecked() {
    return Value.leaves(filled).stream()
        .filter(leaf -> context.leavesOpen(leaf.value().text()))
        .filter(
            leaf -> leaf.path().startsWith("spec.params.") || leaf.path().startsWith("spec.deps."))
        .toList();
  }

  private static Value.Fields ownBlock(
      MergedJob merged, Value.Fields values, References references) {
    Value.Fields said = values.fields("platforms").fields(merged.platform().name());
    Value.Fields own = Value.Fields.none(said.origin());
    for (String key : merged.platform().block().names()) {
      Optional<Value> value = said.at(key);
      if (value.isPresent()) {
        own = own.with(key, references.in(value.get()));
      }
    }
    return own;
  }

  private void checkShapes() {
    ShapeCheck.whole(
        filled.without("kind").with("kind", kind()), merged.format().shape(), context, complaints);
    boolean isThere = values.fields("platforms").at(merged.platform().name()).isPresent();
    boolean isNeeded =
        merged.platform().block().keys().stream()
            .anyMatch(key -> key.presence() == Shape.Presence.REQUIRED);
    if (isNeeded && !isThere) {
      complaints.wrong(
          filled.at("platform").map(Value::origin).orElse(filled.origin()),
          "the job has no block for %s".formatted(merged.platform().name()),
          "write 'platforms: {%s: ...}' with %s"
              .formatted(merged.platform().name(), requiredKeys()));
    } else {
      ShapeCheck.whole(block, merged.platform().block(), context, complaints);
    }
  }

  private String requiredKeys() {
    return merged.platform().block().keys().stream()
        .filter(key -> key.presence() == Shape.Presence.REQUIRED)
        .map(Shape.Key::name)
        .collect(Collectors.joining(", "));
  }

  private Value kind() {
    return new Value.Scalar(Value.Kind.TEXT, JobShape.KIND, Origin.BUILT_IN);
  }

  private Job.Program program(Entries spec) {
    Job.Language language =
        Job.Language.valueOf(spec.text("type").orElseThrow().toUpperCase(Locale.ROOT));
    Optional<String> file = spec.text("mainApplicationFile");
    Optional<String> mainClass = spec.text("mainClass");
    Entries wheel = spec.below("entryPoint");
    Optional<Job.EntryPoint> entryPoint =
        wheel
            .text("package")
            .map(name -> new Job.EntryPoint(name, wheel.text("function").orElse("main")));
    if (language == Job.Language.NOTEBOOK) {
      checkNotebook(spec, file);
    } else if (language == Job.Language.PYTHON) {
      if (file.isPresent() == entryPoint.isPresent()) {
        complaints.wrong(
            spec.origin(),
            file.isPresent()
                ? "it says mainApplicationFile and entryPoint"
                : "it says neither mainApplicationFile nor entryPoint",
            "write one of them");
      }
      if (entryPoint.isPresent() && spec.below("deps").texts("wheels").isEmpty()) {
        complaints.wrong(
            spec.origin(),
            "it says an entryPoint and no wheel that has it",
            "write 'wheels: [...]' under deps");
      }
      mainClass.ifPresent(
          name ->
              complaints.wrong(
                  spec.origin("mainClass"), "a Python job has no mainClass", "leave it out"));
    } else {
      if (file.isEmpty()) {
        complaints.wrong(
            spec.origin(), "the job has no mainApplicationFile", "write the path of its jar");
      }
      if (mainClass.isEmpty()) {
        complaints.wrong(
            spec.origin(), "the job has no mainClass", "write the class with its main method");
      }
      entryPoint.ifPresent(
          point ->
              complaints.wrong(
                  spec.origin("entryPoint"),
                  "only wheels of Python have an entryPoint",
                  "leave it out"));
    }
    List<String> templates =
        Entries.texts(
            merged
                .values()
                .withoutNulls()
                .fields("spec")
                .at("arguments")
                .map(references::exceptParameters));
    return new Job.Program(
        language, file, mainClass, entryPoint, spec.texts("arguments"), templates);
  }

  private Optional<ClusterPolicy> clusterPolicy() {
    return merged.platform().takesClusterPolicies()
        ? block
            .at("policy")
            .filter(Value.Scalar.class::isInstance)
            .map(Value.Scalar.class::cast)
            .flatMap(name -> merged.policies().named(name, complaints))
        : Optional.empty();
  }

  private void checkNotebook(Entries spec, Optional<String> file) {
    String platform = merged.platform().name();
    if (!merged.platform().runsNotebooks()) {
      complaints.wrong(
          spec.origin("type"),
          "the job is a notebook, and %s runs none".formatted(platform),
          "put its code into a Python file or a wheel and write 'type: Python', there or under platforms."
              + platform);
    }
    if (file.isEmpty()) {
      complaints.wrong(
          spec.origin(), "the job has no mainApplicationFile", "write the path of its notebook");
    }
    for (String key : List.of("mainClass", "entryPoint", "arguments")) {
      if (spec.fields().at(key).isPresent()) {
        complaints.wrong(
            spec.origin(key),
            "a notebook has no %s".formatted(key),
            key.equals("arguments")
                ? "declare what it takes under spec.params; it is given them by name"
                : "leave it out");
      }
    }
  }

  private SortedMap<String, String> parameters(Entries spec) {
    SortedMap<String, String> parameters = new TreeMap<>();
    Value.Fields all = spec.below("params").fields();
    all.values()
        .forEach(
            (name, value) -> {
              Entries said = new Entries((Value.Fields) value);
              Optional<String> text = said.text("default");
              if (text.isEmpty()) {
                complaints.wrong(
                    value.origin(),
                    "parameter '%s' has no value".formatted(name),
                    "give it a default, or run with --set params.%s=...".formatted(name));
                return;
              }
              checkParameter(name, text.get(), said);
              parameters.put(name, text.get());
            });
    return parameters;
  }

  private void checkParameter(String name, String text, Entries said) {
    Origin origin = said.origin("default");
    String type = said.text("type").orElse("string");
    boolean isOpen = context.leavesOpen(text);
    if (!isOpen && !isOf(type, text)) {
      complaints.wrong(
          origin,
          "parameter '%s' is no %s".formatted(name, type),
          "write it as in " + EXAMPLES.get(type));
    }
    List<String> choices = said.texts("choices");
    if (!isOpen && !choices.isEmpty() && !choices.contains(text)) {
      complaints.wrong(
          origin,
          "parameter '%s' cannot have this value".formatted(name),
          "choose one of " + String.join(", ", choices));
    }
    if (ClearSecrets.standsIn(text)) {
      complaints.wrong(
          origin,
          "parameter '%s' has a secret in clear".formatted(name),
          "write a reference under spec.secrets");
    }
  }

  private static final Map<String, String> EXAMPLES =
      Map.of(
          "string", "abc",
          "integer", "7",
          "number", "0.5",
          "boolean", "true",
          "date", "2026-12-31",
          "timestamp", "2026-12-31T00:00:00Z",
          "uri", "s3://lake/features");

  /** A value that a parameter could have. */
  static String example(Value.Fields parameter) {
    Entries said = new Entries(parameter);
    List<String> choices = said.texts("choices");
    String type = said.text("type").orElse("string");
    return choices.isEmpty() ? EXAMPLES.getOrDefault(type, "abc") : choices.get(0);
  }

  private static boolean isOf(String type, String text) {
    try {
      return switch (type) {
        case "integer" -> text.matches("[+-]?\\d{1,18}");
        case "number" ->
            text.length() <= 100
                && text.matches("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
        case "boolean" -> text.matches("true|false");
        case "date" -> LocalDate.parse(text).toString().equals(text);
        case "timestamp" -> Instant.parse(text) != null;
        case "uri" -> !new URI(text.replace(" ", "%20")).getSchemeSpecificPart().isBlank();
        default -> true;
      };
    } catch (DateTimeException | URISyntaxException e) {
      return false;
    }
  }

  private Job.Dependencies dependencies(Entries deps) {
    List<String> packages = deps.texts("packages");
    for (String coordinates : packages) {
      if (!context.leavesOpen(coordinates)
          && !coordinates.matches("[\\w.-]+:[\\w.-]+:(?!.*(?:LATEST|RELEASE|SNAPSHOT))[\\w.-]+")) {
        complaints.wrong(
            deps.origin("packages"),
            "package '%s' has no exact version".formatted(coordinates),
            "write group:artifact:version, without ranges, LATEST or SNAPSHOT");
      }
    }
    return new Job.Dependencies(
        deps.texts("jars"),
        packages,
        deps.texts("wheels"),
        deps.texts("pyFiles"),
        deps.texts("files"),
        deps.text("requirements"));
  }

  private static SortedMap<String, Job.Secret> secrets(Entries secrets) {
    SortedMap<String, Job.Secret> all = new TreeMap<>();
    secrets
        .fields()
        .values()
        .forEach(
            (name, value) -> {
              Entries said = new Entries((Value.Fields) value);
              all.put(
                  name,
                  new Job.Secret(
                      said.text("ref").orElseThrow(), said.text("databricks"), value.origin()));
            });
    return all;
  }

  private static Map<String, Job.Setting> settings(Entries sparkConf) {
    Map<String, Job.Setting> all = new LinkedHashMap<>();
    sparkConf
        .fields()
        .values()
        .forEach(
            (name, value) ->
                all.put(name, new Job.Setting(((Value.Scalar) value).text(), value.origin())));
    return all;
  }

  private static Job.Size size(Entries said) {
    return new Job.Size(
        said.number("cores"),
        said.text("memory"),
        said.text("memoryOverhead"),
        said.number("instances"));
  }

  private static Optional<Job.Elastic> elastic(Entries spec) {
    Entries said = spec.below("dynamicAllocation");
    return said.text("enabled").orElse("false").equals("true")
        ? Optional.of(
            new Job.Elastic(
                said.number("minExecutors"),
                said.number("maxExecutors"),
                said.number("initialExecutors")))
        : Optional.empty();
  }

  private static Job.Capacity capacity(Entries said) {
    return new Job.Capacity(said.text("driver"), said.text("workers"), said.text("fallback"));
  }

  private Job.RunPolicy policy(Entries run) {
    Entries retries = run.below("retries");
    Entries runAs = run.below("runAs");
    Job.Mode mode =
        run.text("mode").orElse("adhoc").equals("scheduled") ? Job.Mode.SCHEDULED : Job.Mode.ADHOC;
    return new Job.RunPolicy(
        mode,
        schedule(run),
        run.duration("timeout"),
        new Job.RetryPolicy(
            retries.number("maxRetries").orElse(0),
            retries.text("minInterval").isPresent()
                ? retries.duration("minInterval").orElse(Duration.ZERO)
                : MINUTE,
            retries.texts("retryOn").stream()
                .map(FailureClass::valueOf)
                .collect(Collectors.toSet())),
        run.number("maxConcurrentRuns"),
        sla(run),
        runAs.text("servicePrincipal"),
        runAs.text("role"));
  }

  private Optional<Job.Schedule> schedule(Entries run) {
    Entries said = run.below("schedule");
    if (said.fields().values().isEmpty()) {
      return Optional.empty();
    }
    boolean byPlatform = said.text("owner").orElse("external").equals("platform");
    Optional<String> cron = said.text("quartzCronExpression");
    if (byPlatform && cron.isEmpty()) {
      complaints.wrong(
          said.origin(),
          "the platform is to start the job, and nothing says when",
          "write 'quartzCronExpression: ...'");
    }
    ZoneId zone = ZoneOffset.UTC;
    try {
      zone = ZoneId.of(said.text("timezoneId").orElse("UTC"));
    } catch (DateTimeException e) {
      complaints.wrong(
          said.origin("timezoneId"),
          "'timezoneId' is no time zone",
          "write it as in Europe/Madrid");
    }
    return Optional.of(new Job.Schedule(cron, zone, byPlatform));
  }

  private static Optional<Job.Sla> sla(Entries run) {
    Entries said = run.below("sla");
    return said.fields().values().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Job.Sla(
                said.duration("startWithin"),
                said.text("finishBy").map(LocalTime::parse),
                said.text("onMiss").orElse("warn").equals("fail")));
  }

  private void requireTags(List<String> required, Map<String, String> tags, Value.Fields filled) {
    for (String tag : required) {
      if (!tags.containsKey(tag)) {
        complaints.wrong(
            filled.at("cost").map(Value::origin).orElse(filled.origin()),
            "tag '%s' is required, and the job has none".formatted(tag),
            "write it under cost.tags");
      }
    }
  }

  /** The keys of a mapping that has its shape. */
  private record Entries(Value.Fields fields) {

    Origin origin() {
      return fields.origin();
    }

    Origin origin(String key) {
      return fields.at(key).map(Value::origin).orElse(fields.origin());
    }

    Entries below(String key) {
      return new Entries(fields.fields(key));
    }

    Optional<String> text(String key) {
      return fields
          .at(key)
          .filter(Value.Scalar.class::isInstance)
          .map(value -> ((Value.Scalar) value).text());
    }

    OptionalInt number(String key) {
      return text(key)
          .map(text -> OptionalInt.of(Integer.parseInt(text)))
          .orElse(OptionalInt.empty());
    }

    Optional<Duration> duration(String key) {
      return text(key).flatMap(Durations::read);
    }

    List<String> texts(String key) {
      return texts(fields.at(key));
    }

    static List<String> texts(Optional<Value> value) {
      if (value.isEmpty()) {
        return List.of();
      }
      List<Value> all =
          value.get() instanceof Value.Items items ? items.values() : List.of(value.get());
      return all.stream().map(one -> ((Value.Scalar) one).text()).toList();
    }

    Map<String, String> map(String key) {
      Map<String, String> all = new LinkedHashMap<>();
      fields
          .fields(key)
          .values()
          .forEach((name, value) -> all.put(name, ((Value.Scalar) value).text()));
      return all;
    }
  }
}
