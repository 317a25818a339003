package dev.bering.scoring;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests as {@code ModelItem} spells them. */
final class Sha256 {

  private Sha256() {}

  static String of(byte[] bytes) {
    return spelled(digest(), bytes);
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
    }
  }

  static String spelled(MessageDigest digest, byte[] last) {
    return "sha256:" + HexFormat.of().formatHex(digest.digest(last));
  }
}
