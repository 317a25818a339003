package dev.bering.app;

import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowFileRunner;
import dev.bering.flowfile.FlowSession;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.profile.Culprit;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering flow culprit FILE}. */
@Command(
    name = "culprit",
    description = "Find the node that eats the time of a flow, and say what to try.",
    footer = {
      "",
      "The flow runs once, then its slowest part is cut in two at its ports, again and",
      "again. Nothing is published.",
      "",
      "  bering flow culprit detection.yaml",
      "  bering flow culprit detection.yaml --slice 2026-01-01T03 --json"
    })
final class FlowCulpritCommand extends Verb {

  @Parameters(paramLabel = "FILE", description = "A flow file.")
  private Path file = Path.of("");

  @Option(
      names = "--slice",
      paramLabel = "LABEL",
      description = "The slice to look at (default: the newest that is published).")
  private Optional<String> slice = Optional.empty();

  FlowCulpritCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    FlowFile flow = FlowFile.read(file);
    var runner = new FlowFileRunner(flow, FlowSession.local(flow), Clock.systemUTC());
    try (var folders = new ScratchFolders()) {
      Location scratch = Location.of(folders.newFolder());
      Culprit found = runner.culprit(slice, scratch, terminal().progress());
      return result("culprit", found, found::toString, ExitCode.OK);
    }
  }
}
