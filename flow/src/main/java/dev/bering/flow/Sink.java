package dev.bering.flow;

import dev.bering.model.Location;
import java.util.Objects;

/**
 * A port whose rows a run writes to a Delta table of their own.
 *
 * @param port an output of the flow, such as {@code alerts}, or of a node in it, such as {@code
 *     score.rejected} or {@code detect/score.rejected}
 * @param location the table; what it holds is replaced
 */
public record Sink(String port, Location location) {

  public Sink {
    Objects.requireNonNull(port, "port is null");
    Objects.requireNonNull(location, "location is null");
  }

  /** The rows of {@code port} go to the Delta table at {@code location}. */
  public static Sink of(String port, String location) {
    return new Sink(port, Location.of(location));
  }
}
