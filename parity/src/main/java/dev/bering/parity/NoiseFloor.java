package dev.bering.parity;

import java.util.List;

/**
 * What is known of runs that should have been the same.
 *
 * @param confidence of the bounds, one-sided
 * @param legacyRuns other legacy runs, each compared with the legacy run
 * @param newRuns other new runs, each compared with the new run
 * @param findings every class of differences that some runs show
 */
public record NoiseFloor(
    double confidence, List<Run> legacyRuns, List<Run> newRuns, List<NoiseFinding> findings) {

  public NoiseFloor {
    legacyRuns = List.copyOf(legacyRuns);
    newRuns = List.copyOf(newRuns);
    findings = List.copyOf(findings);
  }

  /** Another run, and how it compares with the one that should be the same. */
  public record Run(String source, Rung verdict, String reason) {}
}
