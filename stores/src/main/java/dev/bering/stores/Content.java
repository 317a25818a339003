package dev.bering.stores;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be read as often as needed, and are the same each time. */
@FunctionalInterface
public interface Content {

  /** The bytes from the first one on; the caller closes. */
  InputStream open() throws IOException;
}
