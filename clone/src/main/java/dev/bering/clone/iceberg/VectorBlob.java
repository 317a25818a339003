package dev.bering.clone.iceberg;

import dev.bering.tables.DeletionVector;
import dev.bering.tables.iceberg.Manifest.Vector;
import dev.bering.tables.iceberg.VectorReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A deletion vector of an Iceberg table as a file of a Delta table. Both formats store length,
 * magic number, bitmap and checksum in the same way; a Delta file has one byte before it that tells
 * its version (Puffin spec, "deletion-vector-v1 blob type"; Delta protocol, "Deletion Vector
 * Storage").
 *
 * @param place of the Puffin file
 */
record VectorBlob(Place place, Vector vector) {

  private static final byte VERSION = 1;
  private static final int OVERHEAD = Integer.BYTES + Integer.BYTES;

  /** How the log of the target names it. */
  DeletionVector named() {
    UUID uuid =
        UUID.nameUUIDFromBytes(
            "%s/%s@%d"
                .formatted(place.root(), place.name(), vector.offset())
                .getBytes(StandardCharsets.UTF_8));
    return new DeletionVector("u", "", 1, Math.toIntExact(vector.sizeBytes() - OVERHEAD))
        .inFile("", uuid);
  }

  /**
   * The file at the target.
   *
   * @throws IOException also if the blob is damaged
   */
  InputStream open(SourceFiles source) throws IOException {
    byte[] blob = source.in(place.root(), store -> VectorReader.blob(store, place.name(), vector));
    return new SequenceInputStream(
        new ByteArrayInputStream(new byte[] {VERSION}), new ByteArrayInputStream(blob));
  }
}
