package dev.bering.clone.iceberg;

import dev.bering.clone.iceberg.Manifest.Vector;
import dev.bering.stores.StoreInput;
import dev.bering.tables.DeletionVector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32;

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
  private static final int MAGIC = 0xD1D33964;
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
    byte[] blob =
        source.in(
            place.root(),
            store -> {
              byte[] bytes = new byte[Math.toIntExact(vector.sizeBytes())];
              try (StoreInput in = store.open(place.name())) {
                in.seek(vector.offset());
                in.readFully(bytes, 0, bytes.length);
              }
              return bytes;
            });
    check(blob);
    return new SequenceInputStream(
        new ByteArrayInputStream(new byte[] {VERSION}), new ByteArrayInputStream(blob));
  }

  private void check(byte[] blob) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(blob);
    int length = bytes.getInt();
    CRC32 sum = new CRC32();
    sum.update(blob, Integer.BYTES, blob.length - OVERHEAD);
    if (length != blob.length - OVERHEAD
        || bytes.getInt() != MAGIC
        || bytes.getInt(blob.length - Integer.BYTES) != (int) sum.getValue()) {
      throw new IOException(
          "deletion vector at %d of %s is damaged".formatted(vector.offset(), place.name()));
    }
  }
}
