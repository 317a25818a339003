package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;

/**
 * A port of a node, spelled {@code enrich.features}, or {@code detect/enrich.features} where the
 * node is inside the nested flow {@code detect}.
 *
 * @param node the path of the node within its flow; {@code in} and {@code out} are the flow's own
 *     inputs and outputs
 * @param port the name of the port
 */
public record PortRef(String node, String port) {
  static final String INPUT = "in";
  static final String OUTPUT = "out";
  static final String BEFORE = "before";
  static final String AFTER = "after";

  /**
   * Reads {@code detect/enrich.features}.
   *
   * @throws UserException FLOW_PORT_NAME if there is no dot in it
   */
  public static PortRef of(String text) {
    int dot = text.lastIndexOf('.');
    if (dot < 1 || dot == text.length() - 1) {
      throw UserException.usage(
          new Problem(
              "FLOW_PORT_NAME",
              "Cannot read port '%s': it is no path of a node, a dot and a name.".formatted(text),
              "write it as in detect/enrich.features"));
    }
    return new PortRef(text.substring(0, dot), text.substring(dot + 1));
  }

  /** The input {@code port} of the flow itself. */
  public static PortRef input(String port) {
    return new PortRef(INPUT, port);
  }

  /** The output {@code port} of the flow itself. */
  public static PortRef output(String port) {
    return new PortRef(OUTPUT, port);
  }

  /** Whether this is an input of the flow itself. */
  public boolean isInput() {
    return node.equals(INPUT);
  }

  /** This port as seen from a flow that holds this one's flow as node {@code id}. */
  PortRef within(String id) {
    return new PortRef(id + "/" + node, port);
  }

  @Override
  public String toString() {
    return node + "." + port;
  }
}
