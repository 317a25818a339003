package dev.bering.flowfile;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who else is told of a run. */
final class TelemetryOptions {

  /**
   * The environment variable with the key for a lineage server, as OpenLineage's clients call it.
   */
  static final String KEY = "OPENLINEAGE_API_KEY";

  @Option(
      names = "--lineage",
      paramLabel = "FILE|URL",
      description =
          "Send OpenLineage events to a file, one a line, or to a server; its key is taken from the"
              + " environment variable "
              + KEY
              + ".")
  private Optional<String> lineage = Optional.empty();

  @Option(
      names = "--lineage-namespace",
      paramLabel = "NAME",
      description = "What the names of jobs are unique in (default: ${DEFAULT-VALUE}).")
  private String namespace = "bering";

  @Option(
      names = "--metrics",
      paramLabel = "FILE",
      description = "Write metrics to a file of Prometheus's text format when the run has ended.")
  private Optional<Path> metrics = Optional.empty();

  Optional<String> lineage() {
    return lineage;
  }

  String namespace() {
    return namespace;
  }

  Optional<Path> metrics() {
    return metrics;
  }
}
