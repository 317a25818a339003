package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.app.Console.Command;
import dev.bering.app.Console.Copied;
import dev.bering.app.Console.Document;
import dev.bering.app.Console.Event;
import dev.bering.app.Console.Shown;
import dev.bering.app.Console.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide is right: every command in it is run, and prints what the guide says. */
class GuideTest {

  private static final Path ROOT = Path.of(System.getProperty("bering.root"));
  private static final Path DOCS = ROOT.resolve("docs");

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
    try (GuidePort port = GuidePort.lay(folder.resolve("port"))) {
      follow("port-a-pipeline.md", port::happen);
    }
  }

  @Test
  void moveAJobRunsAsItIsWritten() throws IOException {
    try (GuideTraffic traffic = GuideTraffic.lay(folder.resolve("traffic"))) {
      follow("move-a-job.md", traffic::happen);
    }
  }

  @Test
  void whatDoesItCostRunsAsItIsWritten() throws IOException {
    follow(
        "what-does-it-cost.md",
        event -> {
          throw new IllegalStateException("nobody knows how: " + event);
        });
  }

  @Test
  void watchTheWireRunsAsItIsWritten() throws IOException {
    try (GuideWire wire = GuideWire.open()) {
      follow("watch-the-wire.md", wire::happen);
    }
  }

  @Test
  void theFlowLogOfTheGuideIsWhatItsTruthIsOf() throws IOException {
    Path wire = ROOT.resolve("examples/wire");
    for (Map.Entry<String, byte[]> file : GuideFlows.files().entrySet()) {
      assertThat(text(Files.readAllBytes(wire.resolve(file.getKey()))))
          .as("%s, which GuideFlows writes", file.getKey())
          .isEqualTo(text(file.getValue()));
    }
  }

  private static String text(byte[] file) throws IOException {
    boolean isZipped = file[0] == 0x1f;
    try (InputStream plain =
        isZipped
            ? new GZIPInputStream(new ByteArrayInputStream(file))
            : new ByteArrayInputStream(file)) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
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
      } else if (step instanceof Copied copied) {
        copy(copied);
      } else if (step instanceof Shown shown) {
        show(shown);
      } else if (step instanceof Command command) {
        run(command);
      }
    }
  }

  /**
   * A guide's {@code /lake}, {@code /replica}, {@code /job}, {@code /port} and {@code /traffic} are
   * folders of this test; so are {@code month} and {@code wire} of the guides that copy them there,
   * out of the checkout {@code bering}.
   */
  private String placed(String word) {
    return word.replaceAll("(^|=)/(lake|replica|job|port|traffic)", "$1" + folder + "/$2")
        .replaceAll("^(month|wire)(?=/|$)", folder + "/$1")
        .replaceAll("^bering/examples/", ROOT + "/examples/");
  }

  /** What was printed, with places as the guide writes them. */
  private String unplaced(String text) {
    return text.replaceAll(Pattern.quote(folder.toString()) + "/(month|wire)(?=[/:,. \\n])", "$1")
        .replace(folder.toString(), "");
  }

  private void copy(Copied copied) throws IOException {
    Path from = Path.of(placed(copied.from()));
    boolean isIntoIt = copied.to().equals(".") && !copied.from().endsWith("/.");
    Path to = isIntoIt ? folder.resolve(from.getFileName()) : Path.of(placed(copied.to()));
    try (Stream<Path> files = Files.walk(from.normalize())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.normalize().relativize(file).toString());
        Files.createDirectories(copy.resolveSibling("."));
        Files.copy(file, copy);
      }
    }
  }

  /** Places of the last guide stand in its file, too. */
  private String withPlaces(String text) {
    return text.replaceAll("([ \"])/traffic", "$1" + folder + "/traffic");
  }

  private void show(Shown shown) throws IOException {
    String text = unplaced(Files.readString(Path.of(placed(shown.path()))));
    assertThat(shown.holds(text))
        .as("line %d: %s, which holds:%n%s", shown.line(), shown.path(), text)
        .isTrue();
  }

  private void run(Command command) {
    Cli cli = Cli.run(command.words().stream().map(this::placed).toArray());
    String printed = unplaced(cli.out() + cli.err());
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
