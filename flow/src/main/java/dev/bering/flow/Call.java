package dev.bering.flow;

import java.util.Map;

/**
 * One component at its place in a flow.
 *
 * @param path the ids that lead to it, such as {@code detect/score}
 * @param feeds where each input, by its name, comes from
 */
record Call(
    String path,
    MultiTransformer<?, ?> component,
    Signature<?, ?> signature,
    Map<String, Feed> feeds) {

  Call {
    feeds = Map.copyOf(feeds);
  }

  Feed feed(PortSpec input) {
    Feed feed = feeds.get(input.name());
    if (feed == null) {
      throw new IllegalStateException("Node %s has no feed for %s".formatted(path, input));
    }
    return feed;
  }

  /** Runs the component's own code. The bundle is one of its signature. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // types met in javac when the node was applied
  Record transform(Record in, FlowContext ctx) {
    return ((MultiTransformer) component).transform(in, ctx);
  }
}
