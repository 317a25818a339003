package dev.bering.flowfile;

import dev.bering.model.Location;
import dev.bering.slices.Grain;
import dev.bering.slices.Slice;

/**
 * That a flow runs once for each stretch of time.
 *
 * @param every how long its slices are
 * @param first the first slice there is
 * @param ledger the table that says which slices are published
 */
public record Slicing(Grain every, Slice first, Location ledger) {}
