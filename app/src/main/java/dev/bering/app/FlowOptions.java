package dev.bering.app;

import dev.bering.flowfile.FlowClasses;
import dev.bering.flowfile.FlowFile;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which flow is meant. */
final class FlowOptions {

  @Parameters(
      paramLabel = "CLASS|FILE",
      description =
          "A flow file (.yaml), or a class that gives the flow: it implements"
              + " dev.bering.flow.FlowProvider and has a public constructor without parameters.")
  private String flow = "";

  @Option(
      names = "--jar",
      split = ",",
      paramLabel = "JAR",
      description =
          "Jars, or folders of classes, in which the class and what it needs are; a file names its"
              + " own.")
  private List<Path> jars = List.of();

  /**
   * The flow, to look at.
   *
   * @throws UserException FLOW_JAR for a file and jars beside it, or what {@link FlowFile#read} and
   *     {@link FlowClasses} find
   */
  FlowGraph graph() {
    if (!isFile()) {
      return FlowGraph.of(FlowClasses.of(jars).flow(flow, Map.of()).flow().plan());
    }
    if (!jars.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "FLOW_JAR",
              "Cannot look for the classes of %s in %s: a flow file names its jars itself."
                  .formatted(flow, jars),
              "write them under 'jars:' in the file"));
    }
    return FlowGraph.of(file().flow().plan());
  }

  /**
   * As {@link #graph}, with the times and rows of the slices that are published, or of runs on
   * whole tables, as the ledger or the history of a flow file tells them.
   *
   * @param told hears why they are left out, if they cannot be read
   */
  FlowGraph timed(Consumer<Problem> told) {
    FlowGraph graph = graph();
    if (!isFile()) {
      return graph;
    }
    try {
      FlowFile file = file();
      return file.past().map(past -> graph.after(past, file.budget())).orElse(graph);
    } catch (UserException e) {
      e.problems().forEach(told);
      return graph;
    }
  }

  private FlowFile file() {
    return FlowFile.read(Path.of(flow));
  }

  private boolean isFile() {
    return flow.matches("(?s).*\\.ya?ml") || flow.contains("/");
  }
}
