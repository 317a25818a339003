package dev.bering.app;

/** How a flow is written down. */
enum FlowFormat {
  /** For reading: a line a port, with its columns. */
  TEXT,
  /** A flowchart for Mermaid. */
  MERMAID,
  /** A graph for Graphviz. */
  DOT
}
