package dev.bering.stores;

import java.io.IOException;

/**
 * An input that passes everything on to another one; those that wrap change what they are about.
 */
public abstract class ForwardingInput extends StoreInput {

  final StoreInput in;

  /** Passes everything on to {@code in}. */
  protected ForwardingInput(StoreInput in) {
    this.in = in;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return in.read(buffer, offset, length);
  }

  @Override
  public long position() throws IOException {
    return in.position();
  }

  @Override
  public void seek(long position) throws IOException {
    in.seek(position);
  }

  @Override
  public long sizeBytes() throws IOException {
    return in.sizeBytes();
  }

  @Override
  public void requireUnchanged() throws IOException {
    in.requireUnchanged();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
