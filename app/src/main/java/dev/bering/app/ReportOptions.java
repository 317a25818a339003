package dev.bering.app;

import dev.bering.model.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Option;

/** Where reports go besides the terminal. */
final class ReportOptions {

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report as one self-contained HTML file.")
  private Path html = Path.of("");

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the report as JUnit XML, for build servers.")
  private Path junit = Path.of("");

  @Option(
      names = "--save",
      paramLabel = "FOLDER",
      description = "Keep the report as JSON in this folder, for bering diff-history.")
  private String saved = "";

  boolean areGiven() {
    return !html.toString().isEmpty() || !junit.toString().isEmpty() || !saved.isEmpty();
  }

  /** Refuses files that could not be written, before any work is done for them. */
  void requireWritable() {
    for (Path file : new Path[] {html, junit}) {
      if (!file.toString().isEmpty()) {
        ReportFile.requireWritable(file);
      }
    }
  }

  /** Writes what was asked for; each file whole or not at all. */
  void write(DiffResult result, ExitCode exitCode, Terminal terminal) {
    if (!html.toString().isEmpty()) {
      write(html, result.page(), terminal);
    }
    if (!junit.toString().isEmpty()) {
      write(junit, result.junit(), terminal);
    }
    if (!saved.isEmpty()) {
      String name = new StoredRuns(saved).add(result, exitCode, Clock.systemUTC().instant());
      terminal.err().println("saved: " + name);
    }
  }

  private static void write(Path file, String report, Terminal terminal) {
    ReportFile.write(file, report);
    terminal.err().println("report: " + file.toAbsolutePath().normalize());
  }
}
