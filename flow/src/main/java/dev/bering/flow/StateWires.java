package dev.bering.flow;

/**
 * A state at its place in a flow.
 *
 * @param path the ids that lead to it, such as {@code detect/series}
 * @param rows its columns
 * @param after where what a slice leaves comes from
 */
record StateWires(String path, PortSpec.Rows rows, Feed after) {}
