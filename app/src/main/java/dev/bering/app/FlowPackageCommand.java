package dev.bering.app;

import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowPackage;
import dev.bering.model.ExitCode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering flow package FILE --out PLACE}. */
@Command(
    name = "package",
    description = "Put a flow and what it needs into one jar that spark-submit runs.",
    footer = {
      "",
      "The jar holds the classes of the flow and of Bering, the models that are files",
      "of this machine, and the flow file. Spark and Delta are the place's own. It takes",
      "the options of 'bering flow run' and ends with the same exit codes.",
      "",
      "  bering flow package detection.yaml --out dist",
      "  spark-submit --packages io.delta:delta-spark_4.1_2.13:4.4.0 dist/detect.jar \\",
      "      --slices 2026-01-01T00..2026-01-01T23"
    })
final class FlowPackageCommand extends Verb {

  @Parameters(paramLabel = "FILE", description = "A flow file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PLACE",
      description =
          "A folder, which gets the jar and flow.json, or the name of the jar (ends in .jar).")
  private Path out = Path.of("");

  FlowPackageCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    FlowPackage.Written written = new FlowPackage(FlowFile.read(file), Version.number()).write(out);
    return result("package", written, written::toString, ExitCode.OK);
  }
}
