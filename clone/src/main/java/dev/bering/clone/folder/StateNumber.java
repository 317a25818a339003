package dev.bering.clone.folder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A number that stands for a state of a folder: another one for every other set of names. */
final class StateNumber {

  private final MessageDigest digest;

  StateNumber() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One more name, in order. */
  void add(String name) {
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** Not negative. Call once, last. */
  long value() {
    return ByteBuffer.wrap(digest.digest()).getLong() & Long.MAX_VALUE;
  }
}
