package dev.bering.slices;

import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.Transformers;
import dev.bering.slices.Platform.Total;
import java.time.Instant;

/** A flow whose rows all lie in the first hour, whichever slice runs. */
final class StrayRows {
  public record In(Frame<Total> totals) {}

  public record Timed(Instant at, String host) {}

  public record Out(Frame<Timed> timed) {}

  private StrayRows() {}

  static Flow<In, Out> flow() {
    return Flow.of(
        "stray",
        Transformers.of(
            In.class,
            Out.class,
            (in, ctx) ->
                new Out(
                    Frame.of(
                        in.totals()
                            .df()
                            .selectExpr("TIMESTAMP'2026-01-01T00:30:00Z' AS at", "host")))));
  }
}
