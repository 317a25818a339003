package dev.bering.flowfile;

import dev.bering.model.Durations;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.profile.Budget;
import dev.bering.slices.Grain;
import dev.bering.slices.Late;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceKey;
import dev.bering.stores.Failures;
import dev.bering.yaml.ClearSecrets;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads a flow file: its keys, then its names against the flow. Everything that is wrong is told at
 * once.
 */
final class FlowFileReader {
  /** Settings of Spark that open doors, or say where it runs. */
  private static final Set<String> OF_THE_PLACE =
      Set.of(
          "spark.master",
          "spark.driver.host",
          "spark.driver.bindAddress",
          "spark.ui.enabled",
          "spark.connect.grpc.binding.address");

  private final YamlFile yaml;
  private final FileOrigin origin;
  private final Map<String, Map<String, Node>> sections = new HashMap<>();

  FlowFileReader(YamlFile yaml, FileOrigin origin) {
    this.yaml = yaml;
    this.origin = origin;
  }

  /** Reads a file that people wrote. */
  static FlowFileReader of(Path file) {
    return new FlowFileReader(new YamlFile(file), FileOrigin.of(file));
  }

  /** Reads the file in a package. */
  static FlowFileReader packaged(Path jar, Path folder) {
    String refused = "Cannot read package %s: %s.";
    String hint = "run a jar that 'bering flow package' has written";
    try (var zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(FlowPackage.FILE);
      if (entry == null) {
        throw UserException.source(
            new Problem(
                "FLOW_PACKAGE", refused.formatted(jar, "it has no " + FlowPackage.FILE), hint));
      }
      String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
      return new FlowFileReader(
          YamlFile.ofOption(FlowPackage.FILE, text), new FileOrigin.Packaged(jar, folder));
    } catch (IOException e) {
      throw UserException.source(
          new Problem("FLOW_PACKAGE", refused.formatted(jar, Failures.fact(e)), hint), e);
    }
  }

  FlowFile read() {
    Optional<Node> document = yaml.document();
    if (document.isEmpty()) {
      yaml.wrong("it is empty", "write at least 'flow: com.acme.Detection'");
      yaml.requireSound();
    }
    return read(document.orElseThrow());
  }

  /** As {@link #read()}, of a file that stands within another. */
  FlowFile read(Node document) {
    var keys = new YamlKeys(yaml, document, "the file");
    origin.about(keys);
    String provider = keys.requiredText("flow");
    List<Path> jars =
        keys.texts("jars").stream()
            .flatMap(text -> yaml.file(keys.node("jars").orElse(document), text).stream())
            .toList();
    Optional<Slicing> slicing = slicing(keys);
    boolean cut = keys.node("every").isPresent();
    Map<String, FileInput> inputs = named(keys, "inputs", (name, node) -> input(cut, name, node));
    Map<String, Location> models = named(keys, "models", this::model);
    Map<String, FileOutput> outputs =
        named(keys, "outputs", (name, node) -> output(cut, name, node));
    Map<String, Location> states = named(keys, "state", this::table);
    Map<String, Days> days = named(keys, "daily", this::days);
    Map<String, String> parameters = texts(keys, "parameters");
    Budget budget = budget(keys);
    Map<String, String> spark = spark(keys);
    if (!cut) {
      refuseWithoutSlices(keys);
    }
    keys.requireNoOther();
    Optional<FlowClasses> classes = told(document, () -> FlowClasses.of(jars));
    Map<String, FileRollUp> rollUps = new LinkedHashMap<>();
    classes.ifPresent(
        known ->
            days.forEach(
                (port, day) ->
                    told(day.node(), () -> known.component(day.component()))
                        .ifPresent(made -> rollUps.put(port, new FileRollUp(day.table(), made)))));
    Optional<LoadedFlow> loaded =
        provider.isEmpty()
            ? Optional.empty()
            : classes.flatMap(
                known ->
                    told(
                        keys.node("flow").orElse(document),
                        () -> known.flow(provider, parameters).shapedFor(bound())));
    loaded.ifPresent(
        flow -> new FlowNames(flow.flow().plan(), cut, yaml, document, sections).check());
    yaml.requireSound();
    return new FlowFile(
        yaml.name(),
        jars,
        loaded.orElseThrow(),
        slicing,
        inputs,
        models,
        outputs,
        states,
        rollUps,
        parameters,
        budget,
        spark);
  }

  /** The names of the inputs, frames and models. */
  private Set<String> bound() {
    var names = new HashSet<>(names("inputs").keySet());
    names.addAll(names("models").keySet());
    return names;
  }

  /** What {@code made} gives; where it refuses, the file complains. */
  private <T> Optional<T> told(Node node, Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (UserException e) {
      yaml.wrong(node, e);
      return Optional.empty();
    }
  }

  private interface Entry<T> {
    Optional<T> read(String name, Node node);
  }

  /** The entries of a mapping whose keys are names; those that are wrong are left out. */
  private <T> Map<String, T> named(YamlKeys keys, String key, Entry<T> entry) {
    var read = new LinkedHashMap<String, T>();
    Map<String, Node> values = keys.node(key).map(node -> yaml.mapping(node, key)).orElse(Map.of());
    sections.put(key, values);
    values.forEach(
        (name, value) -> entry.read(name, value).ifPresent(made -> read.put(name, made)));
    return read;
  }

  private Optional<Location> place(Node node, String text) {
    return text.isEmpty() ? Optional.empty() : told(node, () -> Location.of(yaml.place(text)));
  }

  private Optional<Slicing> slicing(YamlKeys keys) {
    Optional<Grain> every = keys.node("every").flatMap(node -> every(keys));
    if (keys.node("every").isEmpty()) {
      return Optional.empty();
    }
    keys.require("first");
    keys.require("ledger");
    Optional<Location> ledger =
        keys.text("ledger").flatMap(text -> place(keys.node("ledger").orElseThrow(), text));
    Optional<Slice> first =
        keys.text("first")
            .flatMap(
                label ->
                    every.flatMap(
                        grain -> told(keys.node("first").orElseThrow(), () -> grain.slice(label))));
    return every.flatMap(
        grain -> first.flatMap(slice -> ledger.map(table -> new Slicing(grain, slice, table))));
  }

  private static Optional<Grain> every(YamlKeys keys) {
    Optional<String> text = keys.text("every");
    if (text.equals(Optional.of("hour"))) {
      return Optional.of(Grain.HOURLY);
    }
    return text.equals(Optional.of("day"))
        ? Optional.of(Grain.DAILY)
        : keys.duration("every").map(Grain::every);
  }

  private void refuseWithoutSlices(YamlKeys keys) {
    for (String key : List.of("first", "ledger", "state", "daily")) {
      keys.node(key)
          .ifPresent(
              node ->
                  yaml.wrongName(
                      node,
                      "'%s' means nothing without 'every'".formatted(key),
                      "write 'every: hour', or leave it out"));
    }
  }

  private Optional<FileInput> input(boolean cut, String name, Node node) {
    if (!(node instanceof MappingNode)) {
      return table(name, node)
          .map(table -> new FileInput.Table(table, Optional.empty(), Late.ignored()));
    }
    var keys = new YamlKeys(yaml, node, "input '%s'".formatted(name));
    Optional<Node> published = keys.node("published");
    Optional<FileInput> input =
        published.isPresent() ? published(keys, published.get()) : table(keys, node);
    if (!cut) {
      for (String key : List.of("partitions", "time", "late", "lookback", "published", "port")) {
        keys.node(key)
            .ifPresent(
                value ->
                    yaml.wrongName(
                        value,
                        "'%s' of input '%s' means nothing without 'every'".formatted(key, name),
                        "write 'every: hour', or leave it out"));
      }
    }
    keys.requireNoOther();
    return input;
  }

  private Optional<FileInput> table(YamlKeys keys, Node node) {
    String table = keys.requiredText("table");
    Optional<SliceKey> key = key(keys);
    Late late = late(keys, key.isPresent() ? Late.always() : Late.ignored());
    return place(keys.node("table").orElse(node), table)
        .map(location -> new FileInput.Table(location, key, late));
  }

  private Optional<FileInput> published(YamlKeys keys, Node node) {
    String port = keys.requiredText("port");
    Late late = late(keys, Late.always());
    return origin
        .published(yaml, node)
        .flatMap(file -> told(node, file))
        .flatMap(
            file -> {
              if (file.slicing().isEmpty()) {
                yaml.wrong(node, "that flow has no slices", "name a file with 'every'");
              }
              return Optional.of(new FileInput.Published(file, port, late));
            });
  }

  /** How the rows of a table tell their slice. */
  private Optional<SliceKey> key(YamlKeys keys) {
    Optional<Node> partitions = keys.node("partitions");
    Optional<String> time = keys.text("time");
    if (partitions.isPresent() && time.isPresent()) {
      yaml.wrongName(
          partitions.get(), "both 'partitions' and 'time' are there", "leave one of them out");
    }
    if (partitions.isEmpty()) {
      return time.map(SliceKey::time);
    }
    List<String> columns = keys.texts("partitions");
    if (columns.isEmpty() || columns.size() > 2) {
      yaml.wrongName(
          partitions.get(),
          "'partitions' are neither a day nor a day and an hour",
          "write 'partitions: [day]' or 'partitions: [day, hour]'");
      return Optional.empty();
    }
    return Optional.of(
        columns.size() == 1
            ? SliceKey.partitions(columns.get(0))
            : SliceKey.partitions(columns.get(0), columns.get(1)));
  }

  private Late late(YamlKeys keys, Late otherwise) {
    Optional<String> text = keys.text("late");
    Late late = otherwise;
    if (text.equals(Optional.of("ignored"))) {
      late = Late.ignored();
    } else if (text.equals(Optional.of("always"))) {
      late = Late.always();
    } else if (text.isPresent()) {
      late = keys.duration("late").map(Late::within).orElse(otherwise);
    }
    int lookback = keys.count("lookback").map(count -> (int) Math.min(count, 1 << 20)).orElse(0);
    return late.lookback(lookback);
  }

  private Optional<Location> model(String name, Node node) {
    Node at = node;
    Optional<String> text;
    if (node instanceof MappingNode) {
      var keys = new YamlKeys(yaml, node, "model '%s'".formatted(name));
      text = Optional.of(keys.requiredText("file"));
      at = keys.node("file").orElse(node);
      keys.requireNoOther();
    } else {
      text = yaml.text(node, name);
    }
    Node place = at;
    return text.flatMap(file -> place(place, origin.model(yaml, file)));
  }

  private Optional<FileOutput> output(boolean cut, String name, Node node) {
    if (!(node instanceof MappingNode)) {
      return table(name, node).map(table -> new FileOutput(table, SliceKey.stamped()));
    }
    var keys = new YamlKeys(yaml, node, "output '%s'".formatted(name));
    String table = keys.requiredText("table");
    Optional<SliceKey> key = key(keys);
    if (!cut && key.isPresent()) {
      yaml.wrongName(
          node,
          "output '%s' tells slices apart, and there are none without 'every'".formatted(name),
          "write 'every: hour', or name the table alone");
    }
    keys.requireNoOther();
    return place(keys.node("table").orElse(node), table)
        .map(location -> new FileOutput(location, key.orElseGet(SliceKey::stamped)));
  }

  private Optional<Location> table(String name, Node node) {
    return yaml.text(node, name).flatMap(text -> place(node, text));
  }

  /** How a port is rolled up, before its class is looked for. */
  private record Days(Node node, Location table, String component) {}

  private Optional<Days> days(String name, Node node) {
    var keys = new YamlKeys(yaml, node, "the roll-up of '%s'".formatted(name));
    String table = keys.requiredText("table");
    String component = keys.requiredText("component");
    keys.requireNoOther();
    return place(keys.node("table").orElse(node), table)
        .filter(location -> !component.isEmpty())
        .map(location -> new Days(keys.node("component").orElse(node), location, component));
  }

  private Map<String, String> texts(YamlKeys keys, String key) {
    Map<String, String> texts = named(keys, key, (name, node) -> yaml.text(node, name));
    refuseSecrets(key);
    return texts;
  }

  private void refuseSecrets(String key) {
    names(key)
        .forEach(
            (name, node) -> {
              if (ClearSecrets.isNameOfOne(name) || hasPassword(node)) {
                yaml.wrongName(
                    node,
                    "'%s' of '%s' may be a secret, and flow files and packages hold none"
                        .formatted(name, key),
                    "give it to Spark by other means, such as the environment");
              }
            });
  }

  private static boolean hasPassword(Node node) {
    return node instanceof ScalarNode value && ClearSecrets.standsInAddress(value.getValue());
  }

  private Map<String, Node> names(String key) {
    return sections.getOrDefault(key, Map.of());
  }

  private Map<String, String> spark(YamlKeys keys) {
    Map<String, String> settings = texts(keys, "spark");
    names("spark")
        .forEach(
            (name, node) -> {
              if (!name.startsWith("spark.")) {
                yaml.wrongName(
                    node,
                    "'%s' is no setting of Spark".formatted(name),
                    "write it as in spark.sql.shuffle.partitions");
              } else if (OF_THE_PLACE.contains(name)) {
                yaml.wrongName(
                    node,
                    "'%s' belongs to the place where the flow runs, not to the flow"
                        .formatted(name),
                    "leave it out; a package runs where spark-submit sends it");
              }
            });
    return settings;
  }

  private Budget budget(YamlKeys keys) {
    return new Budget(keys.duration("budget"), named(keys, "budgets", this::duration));
  }

  private Optional<Duration> duration(String name, Node node) {
    Optional<String> text = yaml.text(node, name);
    Optional<Duration> length = text.flatMap(Durations::read);
    if (text.isPresent() && length.isEmpty()) {
      yaml.wrong(
          node, "'%s' is no length of time".formatted(name), "write it as in 60m, 1h30m or 2d");
    }
    return length;
  }
}
