package dev.bering.cost;

import java.math.BigDecimal;
import java.util.Optional;

/** What the cost of a run is estimated by. */
public enum RateUnit {
  /** Core-hours of executors. */
  CORE_HOUR("core-hour"),
  /** Hours that it took. */
  HOUR("hour"),
  /** The run itself, however large. */
  RUN("run");

  private final String text;

  RateUnit(String text) {
    this.text = text;
  }

  /** One of it, in words. */
  public String text() {
    return text;
  }

  /** How much of it a run was; empty where nobody can tell. */
  Optional<BigDecimal> of(JobRun run) {
    return switch (this) {
      case CORE_HOUR -> run.coreHours().stream().mapToObj(BigDecimal::valueOf).findFirst();
      case HOUR -> run.hours().stream().mapToObj(BigDecimal::valueOf).findFirst();
      case RUN -> Optional.of(BigDecimal.ONE);
    };
  }
}
