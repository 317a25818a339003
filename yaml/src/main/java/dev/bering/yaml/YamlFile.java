package dev.bering.yaml;

import dev.bering.model.Bytes;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML file of one document, of {@value #MAX_BYTES} bytes at most, or an option's value that is
 * written like one, and everything that is wrong with it, line by line. Values are never repeated:
 * a secret might stand there by mistake.
 */
public final class YamlFile {

  private static final String CODE = "YAML_FILE";
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_ALIASES = 100;

  private final String name;
  private final Path folder;
  private final Source source;
  private final List<Problem> problems = new ArrayList<>();
  private final IdentityHashMap<Node, Node> names = new IdentityHashMap<>();

  /** A file; nothing has been read yet. */
  public YamlFile(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    Path parent = whole.getParent();
    this.name = whole.toString();
    this.folder = parent == null ? whole : parent;
    this.source = new FileText(whole);
  }

  private YamlFile(String option, String value) {
    this.name = option;
    this.folder = Path.of("").toAbsolutePath();
    this.source = new OptionText(value.getBytes(StandardCharsets.UTF_8));
  }

  /** The value of an option; places in it are relative to the working directory. */
  public static YamlFile ofOption(String option, String value) {
    return new YamlFile(option, value);
  }

  /** Where the text is. */
  private sealed interface Source {
    InputStream open() throws IOException;

    long sizeBytes() throws IOException;
  }

  private record FileText(Path file) implements Source {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }

    @Override
    public long sizeBytes() throws IOException {
      return Files.size(file);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record OptionText(byte[] text) implements Source {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(text);
    }

    @Override
    public long sizeBytes() {
      return text.length;
    }
  }

  /**
   * The document; empty if the file is.
   *
   * @throws UserException YAML_FILE if it is no YAML or too large
   */
  public Optional<Node> document() {
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(MAX_BYTES)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .build();
    try (InputStream in = source.open()) {
      long sizeBytes = source.sizeBytes();
      if (sizeBytes > MAX_BYTES) {
        throw UserException.usage(
            problem(
                OptionalInt.empty(),
                "it has %s, more than %s".formatted(Bytes.text(sizeBytes), Bytes.text(MAX_BYTES)),
                "split it"));
      }
      return new Compose(settings).composeInputStream(in);
    } catch (MarkedYamlEngineException e) {
      OptionalInt line =
          e.getProblemMark()
              .map(mark -> OptionalInt.of(mark.getLine()))
              .orElse(OptionalInt.empty());
      throw UserException.usage(
          problem(line, "it is no YAML", "mind indentation, colons and quotes"), e);
    } catch (YamlEngineException e) {
      throw UserException.usage(
          problem(OptionalInt.empty(), "it is no YAML", "write plain UTF-8 text"), e);
    } catch (StackOverflowError e) {
      throw UserException.usage(
          problem(
              OptionalInt.empty(),
              "its values are nested too deeply",
              "write fewer brackets within brackets"),
          e);
    } catch (IOException e) {
      throw UserException.source(
          problem(OptionalInt.empty(), Failures.fact(e), "check the path and the permissions"), e);
    }
  }

  /** Something is wrong with the whole file. */
  public void wrong(String fact, String hint) {
    problems.add(problem(OptionalInt.empty(), fact, hint));
  }

  /** Something is wrong where {@code node} stands. */
  public void wrong(Node node, String fact, String hint) {
    problems.add(
        problem(
            node.getStartMark()
                .map(mark -> OptionalInt.of(mark.getLine()))
                .orElse(OptionalInt.empty()),
            fact,
            hint));
  }

  /** Something is wrong with the key at which {@code value} stands in a mapping. */
  public void wrongName(Node value, String fact, String hint) {
    wrong(names.getOrDefault(value, value), fact, hint);
  }

  /**
   * What stands at {@code node} was refused by others. Problems of other files stay as they are.
   */
  public void wrong(Node node, UserException refusal) {
    for (Problem problem : refusal.problems()) {
      if (problem.code().equals(CODE)) {
        problems.add(problem);
      } else {
        String message = problem.message().replaceFirst("\\.$", "");
        wrong(
            node,
            message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1),
            problem.hint());
      }
    }
  }

  /** Everything that is wrong so far. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Whether nothing is wrong so far. */
  public boolean isSound() {
    return problems.isEmpty();
  }

  /**
   * Ends here if anything is wrong.
   *
   * @throws UserException YAML_FILE with all of it
   */
  public void requireSound() {
    if (!isSound()) {
      throw UserException.usage(problems);
    }
  }

  /** The keys and values of a mapping, in order; what is none, or says a key twice, is wrong. */
  public Map<String, Node> mapping(Node node, String what) {
    Map<String, Node> values = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      wrong(node, "%s is no mapping of keys to values".formatted(what), "write 'key: value' lines");
      return values;
    }
    for (NodeTuple entry : mapping.getValue()) {
      Node key = entry.getKeyNode();
      if (!(key instanceof ScalarNode name)) {
        wrong(key, "%s has a key that is no word".formatted(what), "write 'key: value' lines");
      } else if (values.putIfAbsent(name.getValue(), entry.getValueNode()) != null) {
        wrong(
            key, "%s has key '%s' twice".formatted(what, name.getValue()), "leave one of them out");
      } else {
        names.put(entry.getValueNode(), key);
      }
    }
    return values;
  }

  /** The name of the file, or the option. */
  public String name() {
    return name;
  }

  /** A text, number or flag as it is written; anything else is wrong. */
  public Optional<String> text(Node node, String what) {
    if (node instanceof ScalarNode scalar
        && !scalar.getTag().equals(Tag.NULL)
        && !scalar.getValue().isBlank()
        && scalar.getTag().getValue().startsWith(Tag.PREFIX)) {
      return Optional.of(scalar.getValue());
    }
    wrong(node, "'%s' has no plain value".formatted(what), "write a text, a number, true or false");
    return Optional.empty();
  }

  /** A place that the file names: what is relative is so to the file's folder. */
  public String place(String text) {
    boolean isWhole = text.matches("[A-Za-z][A-Za-z0-9+.-]+:(?s).*");
    return isWhole || text.startsWith("/") ? text : folder + "/" + text;
  }

  /** As {@link #place}, of a file of this machine; what cannot be one is wrong at {@code node}. */
  public Optional<Path> file(Node node, String text) {
    try {
      return Optional.of(Path.of(place(text)).normalize());
    } catch (InvalidPathException e) {
      wrong(node, "it cannot name a file (%s)".formatted(e.getReason()), "write a path");
      return Optional.empty();
    }
  }

  private Problem problem(OptionalInt line, String fact, String hint) {
    return new Problem(
        CODE,
        "Cannot read %s: %s%s."
            .formatted(
                name, line.isPresent() ? "line %d: ".formatted(line.getAsInt() + 1) : "", fact),
        hint);
  }
}
