package dev.bering.app;

import dev.bering.flow.PortRef;
import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowFileRunner;
import dev.bering.flowfile.FlowSession;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.profile.Cuts;
import dev.bering.profile.FlowProfile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering flow profile FILE}. */
@Command(
    name = "profile",
    description = "Say where the time of a flow goes. Publishes nothing.",
    footer = {
      "",
      "Nodes that Spark runs as one are told as a group; cut at its ports, each node is",
      "timed by itself.",
      "",
      "  bering flow profile detection.yaml",
      "  bering flow profile detection.yaml --slice 2026-01-01T03 --cut all",
      "  bering flow profile detection.yaml --cut features.features"
    })
final class FlowProfileCommand extends Verb {

  @Parameters(paramLabel = "FILE", description = "A flow file.")
  private Path file = Path.of("");

  @Option(
      names = "--slice",
      paramLabel = "LABEL",
      description = "The slice to look at (default: the newest that is published).")
  private Optional<String> slice = Optional.empty();

  @Option(
      names = "--cut",
      split = ",",
      paramLabel = "PORT",
      description =
          "Take the flow apart at these ports, or at all of them with 'all' (default: time it as it"
              + " runs).")
  private List<String> cut = List.of();

  FlowProfileCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    FlowFile flow = FlowFile.read(file);
    var runner = new FlowFileRunner(flow, FlowSession.local(flow), Clock.systemUTC());
    Location scratch = Location.of(Path.of(System.getProperty("java.io.tmpdir")));
    FlowProfile found = runner.profile(slice, cuts(), scratch, terminal().progress());
    return result("profile", found, found::toString, ExitCode.OK);
  }

  private Cuts cuts() {
    if (cut.isEmpty()) {
      return Cuts.nowhere();
    }
    return cut.equals(List.of("all"))
        ? Cuts.everywhere()
        : Cuts.at(cut.stream().map(PortRef::of).toList());
  }
}
