package dev.bering.app;

import dev.bering.cost.TagRule;
import dev.bering.model.UserException;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A YAML file of the tags that are asked for: a list {@code tags}, each with {@code key} and, where
 * not any value will do, {@code values} or {@code pattern}; {@code from} is the first day on which
 * it is asked for, {@code billed-as} other keys that bills have for it, {@code providers} those
 * whose charges have to have it.
 */
final class TagRulesFile {

  private static final String TAGS = "tags";

  private final YamlFile yaml;
  private final Set<String> keys = new HashSet<>();

  private TagRulesFile(Path file) {
    this.yaml = new YamlFile(file);
  }

  /**
   * The rules of a file, in its order; at least one.
   *
   * @throws UserException YAML_FILE with everything that is wrong
   */
  static List<TagRule> read(Path file) {
    TagRulesFile reader = new TagRulesFile(file);
    List<TagRule> rules = reader.rules();
    reader.yaml.requireSound();
    return rules;
  }

  private List<TagRule> rules() {
    List<TagRule> rules = new ArrayList<>();
    yaml.document()
        .ifPresent(
            document -> {
              YamlKeys top = new YamlKeys(yaml, document, "the file");
              top.list(TAGS).forEach(node -> rule(node).ifPresent(rules::add));
              top.requireNoOther();
            });
    if (rules.isEmpty() && yaml.isSound()) {
      yaml.wrong("it asks for no tag", "list them below 'tags:', each with a key");
    }
    return rules;
  }

  private Optional<TagRule> rule(Node node) {
    YamlKeys rule = new YamlKeys(yaml, node, "a tag");
    String key = rule.requiredText("key");
    Optional<String> pattern = rule.text("pattern");
    pattern
        .flatMap(TagRulesFile::fault)
        .ifPresent(
            fault ->
                yaml.wrong(
                    rule.node("pattern").orElse(node),
                    "'pattern' is no regular expression (%s)".formatted(fault),
                    "write one of Java, such as 'cc-[0-9]+'"));
    if (!key.isEmpty() && !keys.add(key)) {
      yaml.wrong(node, "tag '%s' is there twice".formatted(key), "leave one of them out");
    }
    List<String> billedAs = rule.texts("billed-as");
    List<String> providers = rule.texts("providers");
    List<String> values = rule.texts("values");
    Optional<LocalDate> from = rule.date("from");
    rule.requireNoOther();
    return yaml.isSound()
        ? Optional.of(new TagRule(key, billedAs, providers, values, pattern, from))
        : Optional.empty();
  }

  /** What is wrong with a regular expression. */
  private static Optional<String> fault(String pattern) {
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(e.getDescription().toLowerCase(Locale.ROOT));
    }
  }
}
