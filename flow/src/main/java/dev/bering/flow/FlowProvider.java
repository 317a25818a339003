package dev.bering.flow;

/**
 * Where a flow comes from that is named by its class: on the command line, and in a package that
 * runs elsewhere. The class is public and has a public constructor without parameters.
 */
public interface FlowProvider {

  /** The flow. Called once; reads no data and starts no Spark. */
  Flow<?, ?> flow();
}
