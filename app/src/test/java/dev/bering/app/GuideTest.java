package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.app.Console.Command;
import dev.bering.app.Console.Document;
import dev.bering.app.Console.Event;
import dev.bering.app.Console.Shown;
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

  /** What happens in a guide between its commands. */
  private interface World {
    void happen(String event) throws IOException;
  }

  @Test
  void cloneALakeRunsAsItIsWritten() throws IOException {
    GuideLake lake = GuideLake.lay(folder.resolve("lake"));
    follow("clone-a-lake.md", lake::happen);
  }

  @Test
  void proveAPortRunsAsItIsWritten() throws IOException {
    GuideJob job = GuideJob.lay(folder.resolve("job"));
    follow("prove-a-port.md", job::happen);
  }

  @Test
  void portAPipelineRunsAsItIsWritten() throws IOException {
    GuidePort port = GuidePort.lay(folder.resolve("port"));
    follow("port-a-pipeline.md", port::happen);
  }

  @Test
  void moveAJobRunsAsItIsWritten() throws IOException {
    try (GuideTraffic traffic = GuideTraffic.lay(folder.resolve("traffic"))) {
      follow("move-a-job.md", traffic::happen);
    }
  }

  private void follow(String guide, World world) throws IOException {
    List<Step> steps = Console.of(Files.readAllLines(DOCS.resolve("guide").resolve(guide))).steps();
    assertThat(steps).hasSizeGreaterThan(10);
    for (Step step : steps) {
      if (step instanceof Event event) {
        world.happen(event.text());
      } else if (step instanceof Document document) {
        Cli.write(Path.of(placed(document.path())), withPlaces(document.text()));
      } else if (step instanceof Shown shown) {
        show(shown);
      } else if (step instanceof Command command) {
        run(command);
      }
    }
  }

  /**
   * A guide's {@code /lake}, {@code /replica}, {@code /job}, {@code /port} and {@code /traffic} are
   * folders of this test.
   */
  private String placed(String word) {
    return word.replaceAll("(^|=)/(lake|replica|job|port|traffic)", "$1" + folder + "/$2");
  }

  /** Places of the last guide stand in its file, too. */
  private String withPlaces(String text) {
    return text.replaceAll("([ \"])/traffic", "$1" + folder + "/traffic");
  }

  private void show(Shown shown) throws IOException {
    String text = Files.readString(Path.of(placed(shown.path()))).replace(folder.toString(), "");
    assertThat(shown.holds(text))
        .as("line %d: %s, which holds:%n%s", shown.line(), shown.path(), text)
        .isTrue();
  }

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
