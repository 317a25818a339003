package dev.bering.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.parity.RowFingerprint;

/**
 * How the rows of a table and of its copy compare.
 *
 * @param sourceState what was read, such as {@code version 12}
 * @param targetState likewise
 * @param engine what read it
 */
record RowsReport(
    Location source,
    Location target,
    String sourceState,
    String targetState,
    RowFingerprint sourceRows,
    RowFingerprint targetRows,
    String engine) {

  /** Whether both have the same columns and the same rows, each equally often. */
  @JsonProperty
  boolean isEqual() {
    return sourceRows.equals(targetRows);
  }

  /** How a command ends that shows this. */
  ExitCode exitCode() {
    return isEqual() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  /** For people; lines. */
  String text() {
    if (isEqual()) {
      return "= %s and %s are equal, fingerprint %s, at %s%n"
          .formatted(
              Counts.of(sourceRows.rowCount(), "row"),
              Counts.of(sourceRows.columns().size(), "column"),
              sourceRows.digest(),
              states());
    }
    return "* %s%n  see which: bering diff %s %s --key COLUMN%n".formatted(fact(), source, target);
  }

  /** What differs; part of a sentence. */
  private String fact() {
    if (!sourceRows.columns().equals(targetRows.columns())) {
      return "columns differ: %s at the source, %s at the target, at %s"
          .formatted(
              String.join(", ", sourceRows.columns()),
              String.join(", ", targetRows.columns()),
              states());
    }
    return "rows differ: %s with fingerprint %s at the source, %s with %s at the target, at %s"
        .formatted(
            Counts.of(sourceRows.rowCount(), "row"),
            sourceRows.digest(),
            Counts.of(targetRows.rowCount(), "row"),
            targetRows.digest(),
            states());
  }

  /** {@code version 3}, or {@code version 7 (the copy's version 0)}. */
  String states() {
    return sourceState.equals(targetState)
        ? sourceState
        : "%s (the copy's %s)".formatted(sourceState, targetState);
  }
}
