package dev.bering.clone.delta;

import dev.bering.tables.DeletionVector;
import java.io.IOException;

/**
 * How the log of a replica spells what the source's log spells otherwise. All fail with {@link
 * FilePlaces.UnusablePath} on what cannot be followed.
 */
interface LogMoves {

  /** A data or change file; the same text if it is not moved. */
  String path(String text) throws IOException;

  /** A deletion vector; an equal one if it is not moved. */
  DeletionVector vector(DeletionVector vector) throws IOException;

  /** The size that a sidecar has in the replica. */
  long sidecarSizeBytes(String path) throws IOException;
}
