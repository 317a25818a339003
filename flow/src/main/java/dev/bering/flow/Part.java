package dev.bering.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A component or a nested flow at its place in a flow, and the ports around it.
 *
 * @param path the ids that lead to it, such as {@code detect/score}
 * @param component what runs there
 * @param reads for each input by its name, the output of a node, or the input of the flow, that
 *     feeds it
 * @param makes for each output by its name, the output of the node that fills it
 */
public record Part(
    String path,
    MultiTransformer<?, ?> component,
    Map<String, PortRef> reads,
    Map<String, PortRef> makes) {

  public Part {
    reads = Map.copyOf(reads);
    makes = Map.copyOf(makes);
  }

  static Part of(Call call) {
    var reads = new LinkedHashMap<String, PortRef>();
    call.feeds().forEach((port, feed) -> reads.put(port, feed.source()));
    var makes = new LinkedHashMap<String, PortRef>();
    call.signature()
        .out()
        .ports()
        .forEach(port -> makes.put(port.name(), new PortRef(call.path(), port.name())));
    return new Part(call.path(), call.component(), reads, makes);
  }

  /** This part as seen from a flow that holds this one's flow as {@code id}. */
  Part within(String id, UnaryOperator<PortRef> outside) {
    return new Part(id + "/" + path, component, mapped(reads, outside), mapped(makes, outside));
  }

  /** The component as a flow of its own: the nested flow itself, or one of a single node. */
  public Flow<?, ?> flow() {
    return component instanceof Flow<?, ?> flow
        ? flow
        : Flow.of(FlowPlan.id(path), component).shapedFor(reads.keySet());
  }

  private static Map<String, PortRef> mapped(
      Map<String, PortRef> ports, UnaryOperator<PortRef> outside) {
    var mapped = new LinkedHashMap<String, PortRef>();
    ports.forEach((name, port) -> mapped.put(name, outside.apply(port)));
    return mapped;
  }
}
