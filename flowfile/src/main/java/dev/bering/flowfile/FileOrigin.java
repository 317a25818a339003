package dev.bering.flowfile;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/** What a flow file means by the files it names, which depends on where it lies itself. */
interface FileOrigin {

  /** Reads what only some files say of themselves. */
  default void about(YamlKeys keys) {}

  /** Where the file of a model is. */
  String model(YamlFile yaml, String text);

  /** The flow file that {@code node} names; empty if {@code yaml} had to complain. */
  Optional<Supplier<FlowFile>> published(YamlFile yaml, Node node);

  /** Of a file that people wrote. */
  static FileOrigin of(Path file) {
    return new Folder(List.of(file.toAbsolutePath().normalize()));
  }

  /**
   * A folder.
   *
   * @param reading the files that are being read, each because the one before it names it
   */
  record Folder(List<Path> reading) implements FileOrigin {
    @Override
    public String model(YamlFile yaml, String text) {
      return yaml.place(text);
    }

    @Override
    public Optional<Supplier<FlowFile>> published(YamlFile yaml, Node node) {
      Optional<Path> named = yaml.text(node, "published").flatMap(text -> yaml.file(node, text));
      if (named.filter(reading::contains).isPresent()) {
        yaml.wrong(
            node,
            "'published' leads back to %s".formatted(named.get()),
            "let one of the flows read a table instead");
        return Optional.empty();
      }
      return named.map(
          file ->
              new FlowFileReader(
                      new YamlFile(file),
                      new Folder(Stream.concat(reading.stream(), Stream.of(file)).toList()))
                  ::read);
    }
  }

  /**
   * A package.
   *
   * @param folder below which its models are unpacked
   */
  record Packaged(Path jar, Path folder) implements FileOrigin {
    @Override
    public void about(YamlKeys keys) {
      keys.text(FlowJson.VERSION);
    }

    @Override
    public String model(YamlFile yaml, String text) {
      if (!PackagedModels.isInside(text)) {
        return text;
      }
      try {
        return PackagedModels.unpacked(text, jar, folder).toString();
      } catch (IOException e) {
        throw UserException.source(
            new Problem(
                "FLOW_PACKAGE",
                "Cannot unpack %s of %s: %s.".formatted(text, jar, Failures.fact(e)),
                "make room below " + folder),
            e);
      }
    }

    @Override
    public Optional<Supplier<FlowFile>> published(YamlFile yaml, Node node) {
      return Optional.of(() -> new FlowFileReader(yaml, this).read(node));
    }
  }
}
