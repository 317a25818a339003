package dev.bering.porting;

import dev.bering.parity.Comparison;
import dev.bering.parity.SetComparison;
import java.util.Objects;

/** What an output must be like: a recorded legacy output, and what counts as equal to it. */
public sealed interface Expected {

  /** The legacy output. */
  Recorded recorded();

  /** How it is compared, in words. */
  String manner();

  /** The same rows. */
  record Rows(Recorded recorded, Comparison comparison) implements Expected {
    public Rows {
      Objects.requireNonNull(recorded, "recorded is null");
      Objects.requireNonNull(comparison, "comparison is null");
    }

    @Override
    public String manner() {
      return "by (%s)".formatted(String.join(", ", comparison.keys()));
    }
  }

  /** Much the same set of rows. */
  record Members(Recorded recorded, SetComparison comparison) implements Expected {
    public Members {
      Objects.requireNonNull(recorded, "recorded is null");
      Objects.requireNonNull(comparison, "comparison is null");
    }

    @Override
    public String manner() {
      return "as sets of (%s)".formatted(String.join(", ", comparison.columns()));
    }
  }
}
