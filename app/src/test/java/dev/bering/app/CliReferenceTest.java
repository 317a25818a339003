package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The reference of the command line is what the command line says of itself. After a change of
 * options, {@code BERING_WRITE_DOCS=yes ./mvnw test -pl app -am -Dtest=CliReferenceTest
 * -Dsurefire.failIfNoSpecifiedTests=false} writes it anew.
 */
class CliReferenceTest {

  private static final Path FILE =
      Path.of(System.getProperty("bering.root"), "docs/reference/cli.md");

  /** Help is as wide as the terminal, which tests have not or have by accident. */
  @BeforeAll
  static void setWidth() {
    System.setProperty("picocli.usage.width", "80");
  }

  @AfterAll
  static void forgetWidth() {
    System.clearProperty("picocli.usage.width");
  }

  @Test
  void saysWhatEveryVerbSaysOfItself() throws IOException {
    StringBuilder reference =
        new StringBuilder(
            """
            # The command line

            What `bering VERB --help` prints, verb by verb.

            | exit code | meaning |
            |---|---|
            | 0 | done, or equal |
            | 1 | differences were found |
            | 2 | the command or a specification is wrong; nothing was written |
            | 3 | a source is missing or unreadable; nothing was written |
            | 4 | undecided: it could not be told |
            | 5 | temporary: the same command may succeed later |
            | 6 | a planted difference was missed (`diff --self-test`) |
            | 7 | a defect of Bering |
            """);
    for (List<String> verb : verbs(List.of())) {
      Cli help = help(verb);
      assertThat(help.exitCode()).isZero();
      reference
          .append("%n## bering %s%n%n```text%n".formatted(String.join(" ", verb)))
          .append(help.out())
          .append("```%n".formatted());
    }
    if ("yes".equals(System.getenv("BERING_WRITE_DOCS"))) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, reference);
    }
    assertThat(Files.readString(FILE)).isEqualToNormalizingNewlines(reference.toString());
  }

  private static Cli help(List<String> verb) {
    return Cli.run(Stream.concat(verb.stream(), Stream.of("--help")).toArray());
  }

  /** The verbs below {@code verb}, each before those below it. */
  private static List<List<String>> verbs(List<String> verb) {
    return help(verb)
        .out()
        .lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.matches("  [a-z].*"))
        .map(line -> line.strip().replaceFirst(" .*", ""))
        .map(name -> Stream.concat(verb.stream(), Stream.of(name)).toList())
        .flatMap(below -> Stream.concat(Stream.of(below), verbs(below).stream()))
        .toList();
  }

  @Test
  void seesTheVerbs() {
    assertThat(verbs(List.of()).stream().map(verb -> String.join(" ", verb)))
        .contains("clone", "check", "diff", "lint", "demo", "flow", "flow run");
  }
}
