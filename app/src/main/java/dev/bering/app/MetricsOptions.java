package dev.bering.app;

import dev.bering.metrics.CloneMetrics;
import dev.bering.metrics.MetricsFile;
import dev.bering.metrics.MetricsServer;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Whether and where a clone counts for others what it moves. */
final class MetricsOptions {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  @Option(
      names = "--metrics",
      paramLabel = "FILE",
      description = "Write metrics to a file of Prometheus's text format when the run has ended.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--metrics-port",
      paramLabel = "N",
      description =
          "Serve them at http://127.0.0.1:N/metrics while it runs; 0 for any port that is free.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--metrics-tag",
      paramLabel = "NAME=VALUE",
      description = "A tag of all of them, such as job=orders. May be given several times.")
  private List<String> tags = List.of();

  /** What is wrong with the options. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (String tag : tags) {
      if (tag.indexOf('=') < 1 || !NAME.matcher(name(tag)).matches()) {
        problems.add(
            new Problem(
                "METRICS_TAG",
                "Cannot use --metrics-tag %s: it is no NAME=VALUE.".formatted(tag),
                "write a name of letters, digits and _, such as job=orders"));
      }
    }
    port.filter(number -> number < 0 || number > 65_535)
        .ifPresent(
            number ->
                problems.add(
                    new Problem(
                        "METRICS_PORT",
                        "Cannot serve metrics on port %d: ports are 0 to 65535.".formatted(number),
                        "choose another --metrics-port")));
    if (!tags.isEmpty() && file.isEmpty() && port.isEmpty()) {
      problems.add(
          new Problem(
              "METRICS_TAG",
              "Cannot use --metrics-tag: nobody asked for metrics.",
              "add --metrics or --metrics-port"));
    }
    return problems;
  }

  private static String name(String tag) {
    return tag.substring(0, tag.indexOf('='));
  }

  /**
   * Begins to count for others, if they want it.
   *
   * @throws UserException METRICS_FILE, METRICS_PORT if there is no place for it
   */
  Counting open(Transfer transfer, Terminal terminal) {
    if (file.isEmpty() && port.isEmpty()) {
      return new Counting(Optional.empty(), Optional.empty(), Optional.empty(), terminal);
    }
    Map<String, String> named = new LinkedHashMap<>();
    tags.forEach(tag -> named.put(name(tag), tag.substring(tag.indexOf('=') + 1)));
    CloneMetrics metrics =
        new CloneMetrics(transfer.traffic(), transfer.retries(), named, Instant.now());
    Optional<MetricsFile> written = file.map(MetricsFile::new);
    Optional<MetricsServer> server = port.map(number -> new MetricsServer(number, metrics::text));
    server.ifPresent(
        one ->
            terminal.err().println("metrics at http://127.0.0.1:%d/metrics".formatted(one.port())));
    return new Counting(Optional.of(metrics), written, server, terminal);
  }

  /** A run that is counted; closing it writes down what it came to. */
  static final class Counting implements AutoCloseable {
    private final Optional<CloneMetrics> metrics;
    private final Optional<MetricsFile> file;
    private final Optional<MetricsServer> server;
    private final Terminal terminal;
    private boolean succeeded;

    private Counting(
        Optional<CloneMetrics> metrics,
        Optional<MetricsFile> file,
        Optional<MetricsServer> server,
        Terminal terminal) {
      this.metrics = metrics;
      this.file = file;
      this.server = server;
      this.terminal = terminal;
    }

    /** The run did everything. */
    void succeeded() {
      succeeded = true;
    }

    /** Metrics that cannot be written do not make a run fail, but are told of. */
    @Override
    public void close() {
      server.ifPresent(MetricsServer::close);
      metrics.ifPresent(
          counted -> {
            if (succeeded) {
              counted.succeeded(Instant.now());
            } else {
              counted.failed(Instant.now());
            }
            try {
              file.ifPresent(to -> to.write(counted.text()));
            } catch (UserException e) {
              terminal.tell(e);
            }
          });
    }
  }
}
