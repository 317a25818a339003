package dev.bering.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlKeysTest {

  private static YamlKeys keys(YamlFile yaml) {
    return new YamlKeys(yaml, yaml.document().orElseThrow(), "the file");
  }

  @Test
  void readsEachKeyAsWhatItHasToBe() {
    YamlFile yaml =
        YamlFile.ofOption("--x", "a: text\nb: [one, two]\nc: 12\nd: true\ne: day\nf: 2026-12-31");
    YamlKeys keys = keys(yaml);

    assertThat(keys.requiredText("a")).isEqualTo("text");
    assertThat(keys.texts("b")).containsExactly("one", "two");
    assertThat(keys.count("c")).contains(12L);
    assertThat(keys.flag("d")).isTrue();
    assertThat(keys.word("e", List.of("hour", "day"))).contains("day");
    assertThat(keys.date("f")).hasToString("Optional[2026-12-31]");
    keys.requireNoOther();
    yaml.requireSound();
  }

  @Test
  void tellsEverythingThatIsWrongWithItsLine() {
    YamlFile yaml =
        YamlFile.ofOption("--x", "contnt: 1\nzebra: 2\ncount: many\nevery: year\ncount: 3");
    YamlKeys keys = keys(yaml);
    keys.require("name");
    assertThat(keys.text("content")).isEmpty();
    assertThat(keys.count("count")).isEmpty();
    assertThat(keys.word("every", List.of("hour", "day"))).isEmpty();
    keys.requireNoOther();

    assertThatThrownBy(yaml::requireSound).isInstanceOf(UserException.class);
    assertThat(yaml.problems())
        .containsExactly(
            wrong("line 5: the file has key 'count' twice", "leave one of them out"),
            wrong("line 1: the file has no name", "write 'name: ...'"),
            wrong("line 3: 'count' is no whole number of at least 0", "write a number such as 100"),
            wrong("line 4: 'every' cannot have this value", "write one of hour, day"),
            wrong("line 1: the file has no key 'contnt'", "did you mean content?"),
            wrong(
                "line 2: the file has no key 'zebra'", "write one of name, content, count, every"));
  }

  @Test
  void refusesWhatIsNestedTooDeeplyAndNamesThatAreNoPaths() {
    YamlFile deep = YamlFile.ofOption("--x", "a: " + "[".repeat(200_000));
    assertThatThrownBy(deep::document)
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read --x: its values are nested too deeply.");

    YamlFile yaml = YamlFile.ofOption("--x", "a: \"x\\0y\"");
    YamlKeys keys = keys(yaml);
    assertThat(yaml.file(keys.node("a").orElseThrow(), keys.requiredText("a"))).isEmpty();
    assertThat(yaml.problems())
        .containsExactly(
            wrong("line 1: it cannot name a file (Nul character not allowed)", "write a path"));
  }

  private static Problem wrong(String fact, String hint) {
    return new Problem("YAML_FILE", "Cannot read --x: %s.".formatted(fact), hint);
  }
}
