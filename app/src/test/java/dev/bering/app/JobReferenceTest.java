package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.jobs.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference of job files and their schema are what the reader itself checks by. After a change
 * of keys, {@code BERING_WRITE_DOCS=yes ./mvnw test -pl app -am -Dtest=JobReferenceTest
 * -Dsurefire.failIfNoSpecifiedTests=false} writes them anew.
 */
class JobReferenceTest {
  private static final Path FOLDER = Path.of(System.getProperty("bering.root"), "docs/reference");

  @Test
  void theSchemaIsThatOfTheReader() throws IOException {
    assertIs(
        FOLDER.resolve("job-file.schema.json"),
        new JobPlaces().format().schema().toPrettyString() + "\n");
    assertIs(
        FOLDER.resolve("cluster-policy.schema.json"),
        new JobPlaces().format().policySchema().toPrettyString() + "\n");
  }

  @Test
  void theReferenceNamesEveryKey() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # Job files

            Every key of a job file. What it means that files lie over one another, and what references are, is in [Jobs](../concepts/jobs.md). `bering job schema` prints [the same as JSON Schema](job-file.schema.json) for editors.

            | key | what may stand there | what it is |
            |---|---|---|
            """);
    keys("", new JobPlaces().format().shape(), text);
    text.append(
        """

        # Cluster policies

        Every key of a file below `policies/`, of which [Jobs](../concepts/jobs.md#cluster-policies) tells. `bering job schema --policy` prints [the same as JSON Schema](cluster-policy.schema.json).

        | key | what may stand there | what it is |
        |---|---|---|
        """);
    keys("", new JobPlaces().format().policyShape(), text);
    assertIs(FOLDER.resolve("job-file.md"), text.toString());
  }

  private static void keys(String prefix, Shape.Group group, StringBuilder text) {
    for (Shape.Key key : group.keys()) {
      String path = prefix + key.name();
      text.append(
          "| `%s`%s | %s | %s |%n"
              .formatted(
                  path,
                  key.presence() == Shape.Presence.REQUIRED ? " *" : "",
                  form(key.shape()).replace("|", "\\|"),
                  key.doc()));
      below(path, key.shape(), text);
    }
  }

  private static void below(String path, Shape shape, StringBuilder text) {
    if (shape instanceof Shape.Group group) {
      keys(path + ".", ownKeys(path, group), text);
    } else if (shape instanceof Shape.MapOf map) {
      below(path + ".NAME", map.of(), text);
    } else if (shape instanceof Shape.Brief both) {
      below(path, both.whole(), text);
    }
  }

  /** Keys of spec that a platform's block repeats are told once. */
  private static Shape.Group ownKeys(String path, Shape.Group group) {
    return path.matches("platforms\\.[^.]+")
        ? new Shape.Group(
            group.keys().stream()
                .filter(
                    key ->
                        !new JobPlaces().format().specKeys().contains(key.name())
                            || new JobPlaces()
                                .format()
                                .platform(path.substring("platforms.".length()))
                                .block()
                                .names()
                                .contains(key.name()))
                .toList())
        : group;
  }

  private static String form(Shape shape) {
    if (shape instanceof Shape.Text text) {
      return "%s, as in `%s`".formatted(text.what(), text.example());
    }
    if (shape instanceof Shape.Word word) {
      return String.join(", ", word.words().stream().map("`%s`"::formatted).toList());
    }
    if (shape instanceof Shape.Flag) {
      return "`true`, `false`";
    }
    if (shape instanceof Shape.ListOf list) {
      return "list of: " + form(list.of());
    }
    if (shape instanceof Shape.MapOf map) {
      return "a value for each %s".formatted(map.what());
    }
    if (shape instanceof Shape.Brief) {
      return "a plain value, or the keys below";
    }
    if (shape instanceof Shape.Verbatim verbatim) {
      return "%s, verbatim".formatted(verbatim.of());
    }
    return "the keys below";
  }

  private static void assertIs(Path file, String wanted) throws IOException {
    if ("yes".equals(System.getenv("BERING_WRITE_DOCS"))) {
      Files.writeString(file, wanted);
    }
    assertThat(file).hasContent(wanted);
  }
}
