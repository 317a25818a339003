package dev.bering.examples.platform;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowProvider;

/**
 * The whole platform, by its name: {@code bering flow graph
 * dev.bering.examples.platform.MonthOfDetection}.
 */
public final class MonthOfDetection implements FlowProvider {

  @Override
  public Flow<?, ?> flow() {
    return PlatformFlows.platform();
  }
}
