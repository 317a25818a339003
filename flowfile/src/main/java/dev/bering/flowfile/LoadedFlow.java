package dev.bering.flowfile;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowProvider;

/**
 * A flow and where it came from.
 *
 * @param classes knows the classes of the flow and those that Bering and Spark need
 */
public record LoadedFlow(FlowProvider provider, Flow<?, ?> flow, ClassLoader classes) {}
