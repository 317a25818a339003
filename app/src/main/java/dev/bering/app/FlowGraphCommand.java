package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering flow graph CLASS|FILE}. */
@Command(
    name = "graph",
    description = "Show the components, ports and edges of a flow. Reads no tables.",
    footer = {
      "",
      "  bering flow graph dev.bering.examples.DetectionPlatform --html flow.html",
      "  bering flow graph detection.yaml --format mermaid",
      "  bering flow graph --jar detection.jar com.acme.Detection --format dot | dot -Tsvg"
    })
final class FlowGraphCommand extends Verb {

  @Mixin private FlowOptions flow = new FlowOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES} (default: text).")
  private FlowFormat format = FlowFormat.TEXT;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write the picture as one self-contained HTML file, with the times and rows of"
              + " earlier runs, or of published slices, where a flow file is given.")
  private Path html = Path.of("");

  FlowGraphCommand(Terminal terminal) {
    super(terminal);
  }

  private void withoutTimes(Problem problem) {
    terminal().err().println("without times: " + problem.message());
  }

  @Override
  ExitCode run() {
    boolean drawn = !html.toString().isEmpty();
    if (drawn) {
      ReportFile.requireWritable(html);
    }
    FlowGraph graph = drawn ? flow.timed(this::withoutTimes) : flow.graph();
    if (drawn) {
      ReportFile.write(html, graph.page());
      terminal().err().println("report: " + html.toAbsolutePath().normalize());
    }
    return result("flow", graph.document(), () -> graph.text(format), ExitCode.OK);
  }
}
