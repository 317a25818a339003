package dev.bering.app;

import dev.bering.examples.ConnectionSource;
import dev.bering.model.ExitCode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bering demo}. */
@Command(
    name = "demo",
    description = "Migrate a small threat-detection platform, from legacy to proven.",
    footer = {"", "Everything happens in one folder, which the demo makes and may replace."})
final class DemoCommand extends Verb {

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A KDD Cup 99 connections file, plain or gzip; generated connections without.")
  private Path data = Path.of("");

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Where the demo works (default: ./${DEFAULT-VALUE}).")
  private Path folder = Path.of("demo");

  @Option(names = "--open", description = "Show the report in a browser.")
  private boolean open;

  DemoCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    ConnectionSource source =
        data.toString().isEmpty() ? ConnectionSource.generated() : ConnectionSource.file(data);
    DemoReport report = new DemoRun(terminal()).run(folder, source);
    if (open) {
      Browser.show(Path.of(report.page()), terminal());
    }
    return result("report", report, () -> DemoText.of(report), report.exitCode());
  }
}
