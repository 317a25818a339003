package dev.bering.flowfile;

import dev.bering.flow.FlowListener;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.slices.Slice;
import dev.bering.telemetry.FlowMetrics;
import dev.bering.telemetry.Lineage;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lineage and metrics of the runs of one command. Closing it sends what is still to be sent and
 * writes the metrics; neither makes the command fail, but what did not arrive is told.
 */
final class Telemetry implements AutoCloseable {
  private final Optional<Lineage> lineage;
  private final Optional<FlowMetrics> metrics;
  private final Consumer<String> told;

  private Telemetry(
      Optional<Lineage> lineage, Optional<FlowMetrics> metrics, Consumer<String> told) {
    this.lineage = lineage;
    this.metrics = metrics;
    this.told = told;
  }

  /**
   * @param told hears what could not be delivered
   * @throws UserException LINEAGE_TARGET, METRICS_FILE for places that cannot be, TELEMETRY_MISSING
   *     if the libraries are not there, which packages do not bring
   */
  static Telemetry open(TelemetryOptions options, Consumer<String> told) {
    Optional<String> key = Optional.ofNullable(System.getenv(TelemetryOptions.KEY));
    return new Telemetry(
        options
            .lineage()
            .map(
                to ->
                    present(
                        "send lineage",
                        "io.openlineage:openlineage-java:1.55.0",
                        () -> lineage(to, key, options.namespace()))),
        options
            .metrics()
            .map(
                to ->
                    present(
                        "write metrics",
                        "io.micrometer:micrometer-registry-prometheus:1.17.1",
                        () -> new FlowMetrics(to))),
        told);
  }

  private static Lineage lineage(String to, Optional<String> key, String namespace) {
    return to.matches("[a-zA-Z][a-zA-Z0-9+.-]+://.*")
        ? Lineage.toServer(address(to), key, namespace)
        : Lineage.toFile(Path.of(to), namespace);
  }

  private static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw UserException.usage(
          new Problem(
              "LINEAGE_TARGET",
              "Cannot send lineage to a server: its address cannot be read.",
              "write it as in https://lineage.example.com"));
    }
  }

  private static <T> T present(String what, String library, Supplier<T> made) {
    try {
      return made.get();
    } catch (NoClassDefFoundError e) {
      throw UserException.usage(
          new Problem(
              "TELEMETRY_MISSING",
              "Cannot %s: the library for it is not on the class path.".formatted(what),
              "start with --packages " + library),
          e);
    }
  }

  /** Hears of a run of {@code slice}. */
  FlowListener of(Slice slice) {
    return all(to -> to.listener(slice.start(), slice.end()));
  }

  /** Hears of a run on whole tables. */
  FlowListener whole() {
    return all(Lineage::listener);
  }

  private FlowListener all(Function<Lineage, FlowListener> events) {
    return FlowListener.all(
        Stream.concat(lineage.map(events).stream(), metrics.map(FlowMetrics::listener).stream())
            .toList());
  }

  @Override
  public void close() {
    lineage.flatMap(Lineage::settle).ifPresent(problem -> told.accept(problem.message()));
    try {
      metrics.ifPresent(FlowMetrics::write);
    } catch (UserException e) {
      e.problems().forEach(problem -> told.accept(problem.message()));
    }
  }
}
