package dev.bering.profile;

import dev.bering.flow.PortRef;
import java.util.List;

/**
 * Where a flow is taken apart while it is profiled. At a cut the rows of a port are stored, and the
 * nodes after it read them from there, so that nodes on either side have times of their own.
 *
 * @param extent how much is cut
 * @param ports the ports to cut at; empty unless the extent is {@link Extent#CHOSEN}
 */
public record Cuts(Extent extent, List<PortRef> ports) {

  public Cuts {
    ports = List.copyOf(ports);
    if (extent == Extent.CHOSEN ? ports.isEmpty() : !ports.isEmpty()) {
      throw new IllegalStateException("cuts %s at %s".formatted(extent, ports));
    }
  }

  /** How much is cut. */
  public enum Extent {
    /** Nothing: the flow is timed as it runs, in groups of nodes that Spark runs as one. */
    NOWHERE,
    /** Some ports. */
    CHOSEN,
    /** Every port at which a node reads what another makes. */
    EVERYWHERE
  }

  /** The flow as it runs. */
  public static Cuts nowhere() {
    return new Cuts(Extent.NOWHERE, List.of());
  }

  /** Every node by itself. */
  public static Cuts everywhere() {
    return new Cuts(Extent.EVERYWHERE, List.of());
  }

  /** Cut at these ports, and at others where something would be computed twice otherwise. */
  public static Cuts at(List<PortRef> ports) {
    return new Cuts(Extent.CHOSEN, ports);
  }
}
