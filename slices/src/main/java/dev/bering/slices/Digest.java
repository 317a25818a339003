package dev.bering.slices;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A short text that tells lists of texts apart. */
final class Digest {
  private static final int SHOWN_BYTES = 16;

  private Digest() {}

  static String of(List<String> lines) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String line : lines) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8)); // no two lists alike
        sha256.update(bytes);
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, SHOWN_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
    }
  }
}
