package dev.bering.flowfile;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowProvider;
import java.util.Set;

/**
 * A flow and where it came from.
 *
 * @param classes knows the classes of the flow and those that Bering and Spark need
 */
public record LoadedFlow(FlowProvider provider, Flow<?, ?> flow, ClassLoader classes) {

  /** With as many optional and repeated inputs as there are names of them. */
  LoadedFlow shapedFor(Set<String> inputs) {
    return new LoadedFlow(provider, flow.shapedFor(inputs), classes);
  }
}
