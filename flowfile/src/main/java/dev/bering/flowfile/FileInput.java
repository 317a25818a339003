package dev.bering.flowfile;

import dev.bering.model.Location;
import dev.bering.slices.Late;
import dev.bering.slices.SliceKey;
import java.util.Optional;

/** Where the rows of an input come from, as a flow file says it. */
public sealed interface FileInput {

  /** What is done about changes in slices that have been published. */
  Late late();

  /**
   * A table.
   *
   * @param key how its rows tell their slice; empty where all of them are read
   */
  record Table(Location table, Optional<SliceKey> key, Late late) implements FileInput {}

  /** What the flow of another file publishes. */
  record Published(FlowFile file, String port, Late late) implements FileInput {}
}
