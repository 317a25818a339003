package dev.bering.stores;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Copies one file of this machine into another, new one, and forces it to the disk.
 *
 * <p>With {@link Proof#HASH} every piece is read back as soon as it is written, and its CRC-32C is
 * compared with that of the bytes that were read from the source. It is read from the operating
 * system's cache, which is where a wrong offset, a short write or a broken memory cell would show,
 * and not from the device; what the device does to it later, only a later check can see. A piece is
 * small enough to stay in the processor's cache from being read to being compared, which makes the
 * proof cost a fifth of the copy instead of doubling it (ADR 15).
 */
final class LocalCopy {

  /** Less than the second-level cache of a processor. */
  private static final int PIECE_BYTES = 1 << 18;

  /** Outside the heap, so that the channels need no copy of their own. */
  private static final ThreadLocal<ByteBuffer> PIECE =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PIECE_BYTES));

  private LocalCopy() {}

  /**
   * Copies.
   *
   * @param sizeBytes how many bytes the source had when it was listed
   * @return bytes copied
   * @throws java.nio.file.NoSuchFileException if there is no such source, or not any more at the
   *     end
   * @throws ChangedException if the source has more or fewer bytes, or changed meanwhile
   */
  static long run(Path source, long sizeBytes, Path target, Proof proof) throws IOException {
    LocalVersion version = LocalVersion.of(source);
    if (version.sizeBytes() != sizeBytes) {
      throw ChangedException.resized(source.toString(), sizeBytes, version.sizeBytes());
    }
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(
                target,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      long copied =
          proof == Proof.HASH ? proven(in, sizeBytes, out, target) : unread(in, sizeBytes, out);
      version.requireStillAt(source);
      if (out.size() != copied) {
        throw new IOException(
            "wrote %d bytes but %d are there: %s".formatted(copied, out.size(), target));
      }
      if (copied != sizeBytes) {
        throw ChangedException.resized(source.toString(), sizeBytes, copied);
      }
      out.force(false);
      return copied;
    }
  }

  /** Inside the kernel: the bytes never come here. */
  private static long unread(FileChannel in, long sizeBytes, FileChannel out) throws IOException {
    long copied = 0;
    for (long now = in.transferTo(0, sizeBytes, out);
        now > 0;
        now = in.transferTo(copied, sizeBytes - copied, out)) {
      copied += now;
    }
    return copied;
  }

  private static long proven(FileChannel in, long sizeBytes, FileChannel out, Path target)
      throws IOException {
    ByteBuffer piece = PIECE.get();
    long copied = 0;
    for (int read = read(in, copied, piece, pieceBytes(sizeBytes));
        read > 0;
        read = read(in, copied, piece, pieceBytes(sizeBytes - copied))) {
      long sent = checksum(piece);
      while (piece.hasRemaining()) {
        out.write(piece);
      }
      if (read(out, copied, piece, read) != read || checksum(piece) != sent) {
        throw new IOException(
            "what was written at %d is not what is read back: %s".formatted(copied, target));
      }
      copied += read;
    }
    return copied;
  }

  private static int pieceBytes(long left) {
    return (int) Math.min(PIECE_BYTES, left);
  }

  /** Reads until the piece has so many bytes, or the file ends; the piece is then ready for use. */
  private static int read(FileChannel file, long from, ByteBuffer piece, int length)
      throws IOException {
    piece.clear().limit(length);
    int read = 0;
    while (piece.hasRemaining() && read >= 0) {
      read = file.read(piece, from + piece.position());
    }
    return piece.flip().limit();
  }

  private static long checksum(ByteBuffer piece) {
    CRC32C sum = new CRC32C();
    sum.update(piece);
    piece.rewind();
    return sum.getValue();
  }
}
