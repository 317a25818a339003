package dev.bering.slices;

import dev.bering.model.Location;
import java.util.Objects;

/**
 * The Delta table to which slices publish one port.
 *
 * @param port as a sink names it: {@code alerts}, {@code score.rejected}, {@code series.after}
 * @param key how its rows tell their slice
 */
public record SliceTable(String port, Location location, SliceKey key) {

  public SliceTable {
    Objects.requireNonNull(port, "port is null");
    Objects.requireNonNull(location, "location is null");
    Objects.requireNonNull(key, "key is null");
  }
}
