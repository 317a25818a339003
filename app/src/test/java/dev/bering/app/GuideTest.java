package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.app.Console.Command;
import dev.bering.app.Console.Document;
import dev.bering.app.Console.Event;
import dev.bering.app.Console.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide is right: every command in it is run, and prints what the guide says. */
class GuideTest {

  private static final Path DOCS = Path.of(System.getProperty("bering.root"), "docs");

  @TempDir Path folder;

  @Test
  void cloneALakeRunsAsItIsWritten() throws IOException {
    GuideLake lake = GuideLake.lay(folder.resolve("lake"));
    List<String> guide = Files.readAllLines(DOCS.resolve("guide/clone-a-lake.md"));
    List<Step> steps = Console.of(guide).steps();
    assertThat(steps).hasSizeGreaterThan(10);
    for (Step step : steps) {
      if (step instanceof Event event) {
        lake.happen(event.text());
      } else if (step instanceof Document document) {
        Cli.write(Path.of(placed(document.path())), document.text());
      } else if (step instanceof Command command) {
        run(command);
      }
    }
  }

  private String placed(String word) {
    return word.replaceAll("(^|=)/(lake|replica)", "$1" + folder + "/$2");
  }

  /** The guide's {@code /lake} and {@code /replica} are folders of this test. */
  private void run(Command command) {
    Cli cli = Cli.run(command.words().stream().map(this::placed).toArray());
    String printed = (cli.out() + cli.err()).replace(folder.toString(), "");
    assertThat(command.prints(printed))
        .as(
            "line %d: bering %s, which printed:%n%s",
            command.line(), String.join(" ", command.words()), printed)
        .isTrue();
    assertThat(cli.exitCode())
        .as("exit code of line %d, which printed:%n%s", command.line(), printed)
        .isEqualTo(command.exitCode());
  }
}
