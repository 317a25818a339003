package dev.bering.telemetry;

import dev.bering.flow.FlowListener;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.model.WholeFile;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Meters of runs in a file of Prometheus's text format, which a node exporter picks up: the way of
 * batch jobs, which nobody can scrape because they have ended. The file is replaced as a whole.
 */
public final class MetricsFile {
  private static final String SUCCESS = "bering_flow_success_seconds";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FlowMeters meters = new FlowMeters(registry);
  private final Path file;

  /**
   * @throws UserException METRICS_FILE if there is no folder for it
   */
  public MetricsFile(Path file) {
    this.file = file.toAbsolutePath();
    if (Files.isDirectory(this.file) || !Files.isDirectory(folder())) {
      throw UserException.usage(
          new Problem(
              "METRICS_FILE",
              "Cannot write metrics to %s: %s."
                  .formatted(
                      file, Files.isDirectory(file) ? "it is a folder" : "its folder is not there"),
              "name a file in a folder that is there"));
    }
  }

  private Path folder() {
    return Optional.ofNullable(file.getParent()).orElse(file);
  }

  /** For one run; what the runs tell adds up. */
  public FlowListener listener() {
    return meters.listener();
  }

  /**
   * Writes what was told so far; nothing if no run began, so that an earlier file stands.
   *
   * @throws UserException METRICS_FILE if it cannot be written; an earlier file is as it was
   */
  public void write() {
    if (registry.getMeters().isEmpty()) {
      return;
    }
    try {
      WholeFile.replace(file, withEarlierSuccess(registry.scrape()));
    } catch (IOException e) {
      throw UserException.temporary(
          new Problem(
              "METRICS_FILE",
              "Cannot write metrics to %s: %s.".formatted(file, e.getMessage()),
              "look at the folder's rights and space"),
          e);
    }
  }

  /** A run that fails does not make it forgotten when one last ended well. */
  private String withEarlierSuccess(String text) throws IOException {
    if (!Files.isRegularFile(file)) {
      return text;
    }
    var known = new TreeMap<String, String>();
    Files.readAllLines(file).stream().filter(MetricsFile::isSuccess).forEach(put(known));
    text.lines().filter(MetricsFile::isSuccess).forEach(put(known));
    if (known.isEmpty()) {
      return text;
    }
    String others =
        text.lines().filter(line -> !line.contains(SUCCESS)).collect(Collectors.joining("\n"));
    return "%s\n# TYPE %s gauge\n%s\n"
        .formatted(others, SUCCESS, String.join("\n", known.values()));
  }

  /** By what stands before the value. */
  private static Consumer<String> put(Map<String, String> lines) {
    return line -> lines.put(line.substring(0, line.lastIndexOf(' ')), line);
  }

  private static boolean isSuccess(String line) {
    return line.startsWith(SUCCESS + "{");
  }
}
