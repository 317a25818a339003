package dev.bering.flowfile;

import dev.bering.model.Location;
import dev.bering.slices.SliceKey;

/**
 * The table of a port, as a flow file says it.
 *
 * @param key how its rows tell their slice; stamped unless the file says otherwise
 */
public record FileOutput(Location table, SliceKey key) {}
