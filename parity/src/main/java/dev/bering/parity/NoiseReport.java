package dev.bering.parity;

/**
 * A comparison that was measured against the noise of other runs.
 *
 * @param report the comparison, its verdict and its columns' rungs as the floor leaves them
 * @param floor the noise
 */
public record NoiseReport(ComparisonReport report, NoiseFloor floor) {}
