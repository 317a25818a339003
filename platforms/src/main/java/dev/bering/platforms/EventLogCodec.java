package dev.bering.platforms;

import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Unpacks event logs as Spark's own codecs pack them: {@code zstd} is the plain format, {@code lz4}
 * the blocks of lz4-java, {@code snappy} the blocks of snappy-java. What is broken, and what ends
 * too early, is an {@link IOException}.
 */
final class EventLogCodec {
  private static final int MAX_BLOCK = 64 << 20;
  private static final byte[] LZ4_MAGIC = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SNAPPY_MAGIC = {-126, 'S', 'N', 'A', 'P', 'P', 'Y', 0};

  private EventLogCodec() {}

  /**
   * The text of a log.
   *
   * @param codec the ending of its name; empty for plain text
   */
  static InputStream unpacked(InputStream in, String codec) throws IOException {
    return switch (codec) {
      case "" -> in;
      case "zstd" -> new Guarded(new ZstdInputStream(in));
      case "lz4" -> new Guarded(new Blocks(in, EventLogCodec::lz4Block));
      case "snappy" -> {
        DataInputStream data = new DataInputStream(in);
        byte[] head = data.readNBytes(16); // the magic, and two numbers of versions
        if (head.length < 16 || !Arrays.equals(head, 0, 8, SNAPPY_MAGIC, 0, 8)) {
          throw new IOException("it does not begin as snappy does");
        }
        yield new Guarded(new Blocks(in, EventLogCodec::snappyBlock));
      }
      default -> throw new IOException("Bering does not unpack '%s'".formatted(codec));
    };
  }

  /** The next block of a stream; empty at its end. */
  private interface BlockReader {
    Optional<byte[]> next(DataInputStream in) throws IOException;
  }

  private static Optional<byte[]> lz4Block(DataInputStream in) throws IOException {
    byte[] head = in.readNBytes(21);
    if (head.length == 0) {
      return Optional.empty();
    }
    if (head.length < 21) {
      throw new EOFException("it ends within a block");
    }
    if (!Arrays.equals(head, 0, 8, LZ4_MAGIC, 0, 8)) {
      throw new IOException("a block does not begin as lz4 does");
    }
    ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    boolean isPlain = (head[8] & 0xF0) == 0x10;
    int packedSize = bounded(numbers.getInt(9));
    int size = bounded(numbers.getInt(13));
    byte[] packed = whole(in, packedSize);
    if (isPlain || size == 0) {
      return Optional.of(packed);
    }
    byte[] text = new byte[size];
    int made = new Lz4Decompressor().decompress(packed, 0, packedSize, text, 0, size);
    if (made != size) {
      throw new IOException("a block unpacks to %d bytes instead of %d".formatted(made, size));
    }
    return Optional.of(text);
  }

  private static Optional<byte[]> snappyBlock(DataInputStream in) throws IOException {
    byte[] length = in.readNBytes(4);
    if (length.length == 0) {
      return Optional.empty();
    }
    if (length.length < 4) {
      throw new EOFException("it ends within a block");
    }
    byte[] packed = whole(in, bounded(ByteBuffer.wrap(length).getInt()));
    int size = bounded(SnappyDecompressor.getUncompressedLength(packed, 0));
    byte[] text = new byte[size];
    new SnappyDecompressor().decompress(packed, 0, packed.length, text, 0, size);
    return Optional.of(text);
  }

  private static int bounded(int size) throws IOException {
    if (size < 0 || size > MAX_BLOCK) {
      throw new IOException("a block of %d bytes".formatted(size));
    }
    return size;
  }

  private static byte[] whole(DataInputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("it ends within a block");
    }
    return bytes;
  }

  /** One block after the other, each unpacked whole. */
  private static final class Blocks extends InputStream {
    private final DataInputStream in;
    private final BlockReader reader;
    private byte[] block = new byte[0];
    private int at;
    private boolean isOver;

    Blocks(InputStream in, BlockReader reader) {
      this.in = new DataInputStream(in);
      this.reader = reader;
    }

    private boolean fill() throws IOException {
      while (at == block.length && !isOver) {
        Optional<byte[]> next = reader.next(in);
        isOver = next.isEmpty();
        block = next.orElseGet(() -> new byte[0]);
        at = 0;
      }
      return at < block.length;
    }

    @Override
    public int read() throws IOException {
      return fill() ? block[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, block.length - at);
      System.arraycopy(block, at, to, from, count);
      at += count;
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** The libraries throw what is no IOException where bytes are broken. */
  private static final class Guarded extends InputStream {
    private final InputStream in;

    Guarded(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      try {
        return in.read(to, from, length);
      } catch (RuntimeException e) {
        throw new IOException("its packed bytes are broken: %s".formatted(e.getMessage()), e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
