package dev.bering.cost;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** What the cost of work is divided by. */
public enum WorkUnit {
  /** Bytes read, in GiB. */
  GIB("GiB read"),
  /** Rows read, in millions. */
  ROW("million rows read"),
  /** Core-hours of executors. */
  CORE_HOUR("core-hour");

  private static final BigDecimal GIB_BYTES = BigDecimal.valueOf(1L << 30);

  private final String text;

  WorkUnit(String text) {
    this.text = text;
  }

  /** One of it, in words. */
  public String text() {
    return text;
  }

  /** How much a run has done; empty where nobody can tell. */
  Optional<BigDecimal> of(JobRun run) {
    return switch (this) {
      case GIB ->
          run.bytesRead().isPresent()
              ? Optional.of(
                  BigDecimal.valueOf(run.bytesRead().getAsLong())
                      .divide(GIB_BYTES, MathContext.DECIMAL64))
              : Optional.empty();
      case ROW ->
          run.rowsRead().isPresent()
              ? Optional.of(BigDecimal.valueOf(run.rowsRead().getAsLong(), 6))
              : Optional.empty();
      case CORE_HOUR ->
          run.coreHours().isPresent()
              ? Optional.of(BigDecimal.valueOf(run.coreHours().getAsDouble()))
              : Optional.empty();
    };
  }
}
