package dev.bering.app;

import dev.bering.flow.PortRef;
import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowFileRunner;
import dev.bering.flowfile.FlowSession;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.profile.Cuts;
import dev.bering.profile.FlowProfile;
import dev.bering.profile.Sampling;
import dev.bering.profile.ScaledProfile;
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
      "  bering flow profile detection.yaml --cut all --html times.html",
      "  bering flow profile detection.yaml --sample 0.05,0.1,0.2 --sample-by entity",
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

  @Option(
      names = "--sample",
      split = ",",
      paramLabel = "FRACTION",
      description =
          "Time it on these parts of the rows, such as 0.05,0.1,0.2, and tell how long all of them"
              + " would take.")
  private List<Double> sample = List.of();

  @Option(
      names = "--sample-by",
      split = ",",
      paramLabel = "COLUMN",
      description = "Sample whole values of these columns, so that joins find their rows.")
  private List<String> sampleBy = List.of();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the flow with its times as one self-contained HTML file.")
  private Optional<Path> html = Optional.empty();

  FlowProfileCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    html.ifPresent(ReportFile::requireWritable);
    Optional<Sampling> sampling = sampling();
    FlowFile flow = FlowFile.read(file);
    var runner = new FlowFileRunner(flow, FlowSession.local(flow), Clock.systemUTC());
    try (var folders = new ScratchFolders()) {
      Location scratch = Location.of(folders.newFolder());
      if (sampling.isPresent()) {
        ScaledProfile found =
            runner.sample(slice, cuts(), sampling.get(), scratch, terminal().progress());
        return result("profile", found, found::toString, ExitCode.OK);
      }
      FlowProfile found = runner.profile(slice, cuts(), scratch, terminal().progress());
      html.ifPresent(page -> draw(FlowGraph.of(flow.flow().plan(), found, flow.budget()), page));
      return result("profile", found, found::toString, ExitCode.OK);
    }
  }

  private Optional<Sampling> sampling() {
    if (sample.isEmpty()) {
      if (!sampleBy.isEmpty()) {
        throw UserException.usage(
            new Problem(
                "FLOW_PROFILE_SAMPLE",
                "Cannot sample by %s: no fractions are named.".formatted(sampleBy),
                "name them, such as --sample 0.05,0.1,0.2"));
      }
      return Optional.empty();
    }
    requireNoPage();
    return Optional.of(new Sampling(sample, sampleBy));
  }

  private void requireNoPage() {
    if (html.isPresent()) {
      throw UserException.usage(
          new Problem(
              "FLOW_PROFILE_SAMPLE",
              "Cannot draw samples as a page: their times are estimates of the whole.",
              "leave out --html or --sample"));
    }
  }

  private void draw(FlowGraph graph, Path page) {
    ReportFile.write(page, graph.page());
    terminal().err().println("report: " + page.toAbsolutePath().normalize());
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
