package dev.bering.flow;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an input takes its value from: a port that a component fills, and the ports of nested flows
 * that the value crosses on its way, each of which lets only its declared columns pass.
 */
record Feed(PortRef source, List<PortSpec> through) {

  Feed {
    through = List.copyOf(through);
  }

  static Feed of(PortRef source) {
    return new Feed(source, List.of());
  }

  Feed then(PortSpec crossed) {
    return then(List.of(crossed));
  }

  Feed then(List<PortSpec> crossed) {
    var all = new ArrayList<>(through);
    all.addAll(crossed);
    return new Feed(source, all);
  }
}
