package dev.bering.app;

import dev.bering.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options of a table as keys of a YAML file. A key is an option of the command line without its
 * dashes, and is read by the command line's own rules, so that every option there is a key here.
 */
final class TableKeys {

  static final String CATALOG = "catalog";
  private static final String CHECKPOINT = "with-checkpoint";

  private final YamlFile yaml;

  TableKeys(YamlFile yaml) {
    this.yaml = yaml;
  }

  @Command
  private static final class Holder {
    @Mixin private TableOptions options = new TableOptions();
  }

  private static CommandLine commandLine(Holder holder) {
    return new CommandLine(holder).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Says what is wrong with each key, where it stands. */
  void check(Map<String, Node> keys, String what) {
    CommandLine known = commandLine(new Holder());
    keys.forEach(
        (key, value) -> {
          OptionSpec option = known.getCommandSpec().findOption("--" + key);
          if (option == null || !option.longestName().equals("--" + key)) {
            yaml.wrong(
                value,
                "%s has no key '%s'".formatted(what, key),
                "write one of " + String.join(", ", names(known)));
          } else {
            check(key, option, value);
          }
        });
  }

  private void check(String key, OptionSpec option, Node value) {
    List<String> arguments = arguments(key, option, value);
    try {
      commandLine(new Holder()).parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      yaml.wrong(
          value,
          "'%s' cannot have this value".formatted(key),
          "%s %s".formatted(key, String.join(" ", option.description())));
    }
  }

  private static Set<String> names(CommandLine known) {
    Set<String> names = new TreeSet<>();
    known.getCommandSpec().options().stream()
        .map(option -> option.longestName().substring(2))
        .forEach(names::add);
    return names;
  }

  /** The options that keys make which {@link #check} has found right. */
  TableOptions options(Map<String, Node> keys) {
    Holder holder = new Holder();
    CommandLine commandLine = commandLine(holder);
    List<String> arguments = new ArrayList<>();
    keys.forEach(
        (key, value) ->
            arguments.addAll(
                arguments(key, commandLine.getCommandSpec().findOption("--" + key), value)));
    commandLine.parseArgs(arguments.toArray(String[]::new));
    return holder.options;
  }

  private List<String> arguments(String key, OptionSpec option, Node value) {
    if (option.typeInfo().isMap() && value instanceof MappingNode) {
      List<String> arguments = new ArrayList<>();
      yaml.mapping(value, "'%s'".formatted(key))
          .forEach(
              (name, one) ->
                  yaml.text(one, name)
                      .ifPresent(text -> arguments.add("--%s=%s=%s".formatted(key, name, text))));
      return arguments;
    }
    if (option.isMultiValue() && value instanceof SequenceNode list) {
      return list.getValue().stream().flatMap(one -> argument(key, one).stream()).toList();
    }
    return argument(key, value).map(List::of).orElse(List.of());
  }

  private Optional<String> argument(String key, Node value) {
    return yaml.text(value, key)
        .map(
            text ->
                "--%s=%s"
                    .formatted(
                        key,
                        key.equals(CHECKPOINT)
                            ? DeltaOptions.withPlaces(text, yaml::place)
                            : text));
  }
}
