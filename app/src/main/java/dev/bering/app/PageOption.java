package dev.bering.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** A page that is written beside what is printed. */
final class PageOption {

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report as one self-contained HTML file.")
  private Optional<Path> html = Optional.empty();

  /** Whether a page is wanted. */
  boolean isGiven() {
    return html.isPresent();
  }

  /** Refuses a file that could not be written, before any work is done for it. */
  void requireWritable() {
    html.ifPresent(ReportFile::requireWritable);
  }

  /** Writes the page whole, if it is wanted, and says where; an earlier one stays if this fails. */
  void write(Supplier<String> page, Terminal terminal) {
    html.ifPresent(
        file -> {
          ReportFile.write(file, page.get());
          terminal.err().println("report: " + file.toAbsolutePath().normalize());
        });
  }
}
