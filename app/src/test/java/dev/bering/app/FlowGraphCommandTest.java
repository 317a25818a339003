package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowGraphCommandTest {

  private static final String PLATFORM = "dev.bering.examples.DetectionPlatform";

  @TempDir Path folder;

  /** A provider whose constructor asks for something. */
  public static final class Demanding implements FlowProvider {
    private final Flow<?, ?> flow;

    public Demanding(Flow<?, ?> flow) {
      this.flow = flow;
    }

    @Override
    public Flow<?, ?> flow() {
      return flow;
    }
  }

  /** A provider that fails when it is asked. */
  public static final class Failing implements FlowProvider {
    @Override
    public Flow<?, ?> flow() {
      throw new IllegalStateException("there is no model");
    }
  }

  /** Gives nothing. */
  public static final class Forgetful implements FlowProvider {
    @Override
    @SuppressWarnings("NullAway") // as users' classes may, which nothing checks
    public Flow<?, ?> flow() {
      return null;
    }
  }

  @Test
  void printsAFlowALineAPort() {
    Cli cli = Cli.run("flow", "graph", PLATFORM);

    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out())
        .startsWith("flow platform\n")
        .contains(
            "  node detect/classify (Classify 1)\n",
            "    in features <- features.features: ",
            "  nested detect/alerts: flow alerts\n");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void writesMermaidAndDot() {
    assertThat(Cli.run("flow", "graph", PLATFORM, "--format", "mermaid").out())
        .startsWith("flowchart LR\n");
    assertThat(Cli.run("flow", "graph", PLATFORM, "--format", "dot").out())
        .startsWith("digraph \"platform\" {\n")
        .contains("  \"features\" -> \"detect/classify\" [label=\"features\"];\n");
  }

  @Test
  void givesTheGraphAsJson() throws IOException {
    Cli cli = Cli.run("flow", "graph", PLATFORM, "--json");

    JsonNode flow = new ObjectMapper().readTree(cli.out()).get("flow");
    assertThat(flow.get("flow").textValue()).isEqualTo("platform");
    JsonNode classify = flow.get("nodes").get(1);
    assertThat(classify.get("path").textValue()).isEqualTo("detect/classify");
    assertThat(classify.get("inputs").get(0).get("from").textValue())
        .isEqualTo("features.features");
  }

  @Test
  void drawsAPageThatAsksNobodyForAnything() throws IOException {
    Path page = folder.resolve("flow.html");

    Cli cli = Cli.run("flow", "graph", PLATFORM, "--html", page);

    assertThat(cli.exitCode()).isZero();
    assertThat(cli.err()).isEqualTo("report: %s%n".formatted(page));
    assertThat(Files.readString(page))
        .contains("<h1>Flow platform</h1>", "<title>features: ", "detect/anomalies")
        .doesNotContain("http://", "https://");
  }

  @Test
  void classesThatGiveNoFlowAreRefusedByName() {
    String hint =
        "hint: name a public class that implements dev.bering.flow.FlowProvider, such as"
            + " com.acme.Detection, and the jars it is in\n";

    refuses("com.acme.Nothing", "there is no such class in the jars", hint);
    refuses("java.lang.String", "it does not implement dev.bering.flow.FlowProvider", hint);
    refuses("java.lang.Number", "it is abstract", hint);
    refuses(
        Failing.class.getName(),
        "its method flow failed with java.lang.IllegalStateException: there is no model",
        "hint: mend the class; a flow is described without data and without Spark\n");
    refuses(
        Forgetful.class.getName(),
        "its method flow gave none",
        "hint: mend the class; a flow is described without data and without Spark\n");
    refuses(
        Demanding.class.getName(),
        "it has no public constructor without parameters, or is not public",
        hint);
  }

  private static void refuses(String name, String fact, String hint) {
    Cli cli = Cli.run("flow", "graph", name);

    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            "Cannot get a flow from %s: %s.\n".formatted(name, fact) + hint);
  }

  @Test
  void jarsThatAreNotThereAreNamedTogether() {
    Path one = folder.resolve("one.jar");
    Path two = folder.resolve("two.jar");

    Cli cli = Cli.run("flow", "graph", PLATFORM, "--jar", one + "," + two);

    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot open %s: nothing is there.
            hint: name a jar, or a folder of classes
            Cannot open %s: nothing is there.
            hint: name a jar, or a folder of classes
            """
                .formatted(one, two));
  }
}
