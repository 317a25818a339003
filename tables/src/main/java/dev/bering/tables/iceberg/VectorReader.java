package dev.bering.tables.iceberg;

import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * Deletion vectors in Puffin files (Puffin spec, "deletion-vector-v1 blob type"): length, magic
 * number, bitmap and checksum, as Delta stores them too.
 */
public final class VectorReader {

  private static final int MAGIC = 0xD1D33964;

  /** Length and checksum. */
  private static final int OVERHEAD = Integer.BYTES + Integer.BYTES;

  private VectorReader() {}

  /**
   * The whole blob.
   *
   * @throws IOException also if it is damaged
   */
  public static byte[] blob(Store store, String path, Manifest.Vector vector) throws IOException {
    byte[] blob = new byte[Math.toIntExact(vector.sizeBytes())];
    try (StoreInput in = store.open(path)) {
      in.seek(vector.offset());
      in.readFully(blob, 0, blob.length);
    }
    CRC32 sum = new CRC32();
    sum.update(blob, Integer.BYTES, Math.max(0, blob.length - OVERHEAD));
    ByteBuffer bytes = ByteBuffer.wrap(blob);
    if (blob.length < OVERHEAD + Integer.BYTES
        || bytes.getInt(0) != blob.length - OVERHEAD
        || bytes.getInt(Integer.BYTES) != MAGIC
        || bytes.getInt(blob.length - Integer.BYTES) != (int) sum.getValue()) {
      throw new IOException(
          "deletion vector at %d of %s is damaged".formatted(vector.offset(), path));
    }
    return blob;
  }

  /**
   * The positions that a blob marks: a number of bitmaps of 32 bits, each with its upper half.
   *
   * @throws IOException if it marks nothing that can be read
   */
  static long[] positions(byte[] blob) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(OVERHEAD).limit(blob.length - Integer.BYTES);
    LongStream.Builder positions = LongStream.builder();
    try {
      for (long left = bytes.getLong(); left > 0; left--) {
        long upper = (long) bytes.getInt() << Integer.SIZE;
        RoaringBitmap bitmap = new RoaringBitmap();
        bitmap.deserialize(bytes);
        bytes.position(bytes.position() + bitmap.serializedSizeInBytes());
        bitmap.forEach((IntConsumer) lower -> positions.add(upper | Integer.toUnsignedLong(lower)));
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("a deletion vector ends too early", e);
    }
    return positions.build().toArray();
  }
}
