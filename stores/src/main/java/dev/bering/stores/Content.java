package dev.bering.stores;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes that can be read from their start as often as wanted; a write that is tried again reads
 * them again. Whoever opens a stream closes it.
 */
@FunctionalInterface
public interface Content {

  /** A new stream of all the bytes. */
  InputStream open() throws IOException;

  /** The bytes of an array, which must not change any more. */
  static Content of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }
}
