package dev.bering.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A flow taken apart inside another, as its node {@code id}: its calls under longer paths, fed from
 * outside. The ports of the inner flow stay in the feeds, so that they still let only their
 * declared columns pass.
 *
 * @param feeds where each input of the inner flow comes from; an input that was wired wrongly has
 *     none, and the outer flow is refused
 */
record Nesting(String id, Flow<?, ?> inner, Map<String, Feed> feeds) {

  List<Call> calls() {
    var calls = new ArrayList<Call>();
    for (Call call : inner.program().calls()) {
      var rewired = new LinkedHashMap<String, Feed>();
      call.feeds().forEach((port, feed) -> rewired.put(port, outside(feed)));
      calls.add(new Call(id + "/" + call.path(), call.component(), call.signature(), rewired));
    }
    return calls;
  }

  /** Where {@code output} of the inner flow comes from. */
  Feed result(PortSpec output) {
    return outside(inner.program().result(output)).then(output);
  }

  List<FlowPlan.Nested> nested() {
    var nested = new ArrayList<>(List.of(new FlowPlan.Nested(id, inner.name())));
    inner.plan().nested().forEach(deeper -> nested.add(deeper.within(id)));
    return nested;
  }

  /** The inner flow as a part, and its parts. */
  List<Part> parts() {
    var reads = new LinkedHashMap<String, PortRef>();
    feeds.forEach((port, feed) -> reads.put(port, feed.source()));
    var makes = new LinkedHashMap<String, PortRef>();
    inner.signature().out().ports().forEach(p -> makes.put(p.name(), result(p).source()));
    var parts = new ArrayList<>(List.of(new Part(id, inner, reads, makes)));
    inner.parts().forEach(deeper -> parts.add(deeper.within(id, port -> outside(port).source())));
    return parts;
  }

  List<StateWires> states() {
    return inner.program().states().stream()
        .map(s -> new StateWires(id + "/" + s.path(), s.rows(), outside(s.after())))
        .toList();
  }

  List<FlowPlan.History> histories() {
    return inner.program().histories().stream()
        .map(
            h ->
                new FlowPlan.History(
                    h.port().within(id), outside(h.of()).source(), h.window(), h.rows()))
        .toList();
  }

  private Feed outside(PortRef port) {
    return outside(Feed.of(port));
  }

  List<FlowPlan.Ignored> ignored() {
    return inner.plan().ignored().stream().map(port -> port.within(id)).toList();
  }

  /** A feed of the inner flow as seen from outside. */
  private Feed outside(Feed feed) {
    if (!feed.source().isInput()) {
      return new Feed(feed.source().within(id), feed.through());
    }
    String input = feed.source().port();
    Feed outer = feeds.get(input);
    return outer == null ? feed : outer.then(inner.input(input)).then(feed.through());
  }
}
