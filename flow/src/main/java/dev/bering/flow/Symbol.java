package dev.bering.flow;

import org.jspecify.annotations.Nullable;

/**
 * What a handle is while its flow is being built.
 *
 * @param owner the builder that handed it out
 * @param name how messages spell it: {@code enrich.features}
 * @param feed where its value will come from
 * @param spec what it promises
 */
record Symbol(FlowBuilder owner, PortRef name, Feed feed, PortSpec spec) {

  /** The symbol of {@code handle}, or null if it is bound to data. */
  static @Nullable Symbol of(Handle handle) {
    return handle instanceof Frame<?> frame ? frame.symbol() : ((ModelItem<?>) handle).symbol();
  }

  Handle handle() {
    return spec.isFrame() ? Frame.symbolic(this) : ModelItem.symbolic(this);
  }
}
