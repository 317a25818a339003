package dev.bering.stores;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of the local file system. */
final class LocalInput extends StoreInput {

  private final Path file;
  private final LocalVersion version;
  private final FileChannel channel;

  LocalInput(Path file) throws IOException {
    this.file = file;
    this.version = LocalVersion.of(file);
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return length == 0 ? 0 : channel.read(ByteBuffer.wrap(buffer, offset, length));
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public void seek(long position) throws IOException {
    channel.position(position);
  }

  @Override
  public long sizeBytes() throws IOException {
    return channel.size();
  }

  @Override
  public void requireUnchanged() throws IOException {
    version.requireStillAt(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
