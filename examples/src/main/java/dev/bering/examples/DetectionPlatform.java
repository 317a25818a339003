package dev.bering.examples;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowProvider;

/** The whole port, by its name: {@code bering flow graph dev.bering.examples.DetectionPlatform}. */
public final class DetectionPlatform implements FlowProvider {

  @Override
  public Flow<?, ?> flow() {
    return DetectionFlows.platform(Division.INFINITE_BY_ZERO);
  }
}
