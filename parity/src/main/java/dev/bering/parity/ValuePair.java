package dev.bering.parity;

/**
 * A change that happened in several rows.
 *
 * @param left as in {@link CellSample}
 * @param right as in {@link CellSample}
 * @param rows how many of the sampled rows
 */
public record ValuePair(String left, String right, long rows) {}
