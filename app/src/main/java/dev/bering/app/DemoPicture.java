package dev.bering.app;

import dev.bering.examples.DetectionFlows;
import dev.bering.examples.Division;
import dev.bering.examples.LegacyComponent;
import dev.bering.parity.Rung;

/** The ported flow with each node in the colour of the output that it helps to make. */
final class DemoPicture {

  private DemoPicture() {}

  static FlowPicture of(DemoReport.Port port) {
    return FlowPicture.of(
        DetectionFlows.platform(Division.INFINITE_BY_ZERO).plan().layout(),
        node -> PageText.tone(verdict(port, component(node))));
  }

  private static LegacyComponent component(String node) {
    return switch (node) {
      case "features" -> LegacyComponent.FEATURES;
      case "detect/classify" -> LegacyComponent.CLASSIFICATION;
      case "detect/anomalies" -> LegacyComponent.ANOMALY;
      default -> LegacyComponent.ALERTS; // two publishers and what gathers their alerts
    };
  }

  private static Rung verdict(DemoReport.Port port, LegacyComponent component) {
    return port.components().stream()
        .filter(found -> found.name().equals(component.componentName()))
        .map(found -> found.report().verdict())
        .findFirst()
        .orElse(Rung.NOT_COMPARED);
  }
}
