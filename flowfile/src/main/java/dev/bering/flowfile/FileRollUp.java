package dev.bering.flowfile;

import dev.bering.flow.MultiTransformer;
import dev.bering.model.Location;

/**
 * How the slices of a port become daily ones, as a flow file says it.
 *
 * @param table of the days
 * @param component from all rows of a day to those that stand for them
 */
public record FileRollUp(Location table, MultiTransformer<?, ?> component) {}
