package dev.bering.stores;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is sent with the bytes so that the service can check them, and what its answer must then
 * show. A service that checked says so in one of two ways: the CRC-32C it computed, or an ETag that
 * is the MD5 of the bytes (not so if it encrypts with keys of its own).
 *
 * <p>Source: Amazon S3 user guide, "Checking object integrity".
 */
record S3Checksums(int crc32c, String md5Hex) {

  static S3Checksums of(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return new S3Checksums((int) crc.getValue(), HexFormat.of().formatHex(newMd5().digest(bytes)));
  }

  private byte[] crc32cBytes() {
    return ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array();
  }

  private byte[] md5Bytes() {
    return HexFormat.of().parseHex(md5Hex);
  }

  String crc32cHeader() {
    return Base64.getEncoder().encodeToString(crc32cBytes());
  }

  String md5Header() {
    return Base64.getEncoder().encodeToString(md5Bytes());
  }

  /** Whether an answer shows that the service computed the same. */
  boolean confirmedBy(@Nullable String answeredCrc32c, @Nullable String etag) {
    return crc32cHeader().equals(answeredCrc32c) || (etag != null && md5Hex.equals(unquoted(etag)));
  }

  static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** The checksums of an object's parts, of which those of the whole are made. */
  static final class OfParts {
    private final List<S3Checksums> parts = new ArrayList<>();

    void add(S3Checksums part) {
      parts.add(part);
    }

    /** Whether the answer to the completion shows the same parts in the same order. */
    boolean confirmedBy(@Nullable String answeredCrc32c, @Nullable String etag) {
      CRC32C crc = new CRC32C();
      MessageDigest md5 = newMd5();
      for (S3Checksums part : parts) {
        crc.update(part.crc32cBytes());
        md5.update(part.md5Bytes());
      }
      String suffix = "-" + parts.size();
      S3Checksums composed =
          new S3Checksums((int) crc.getValue(), HexFormat.of().formatHex(md5.digest()));
      return (composed.crc32cHeader() + suffix).equals(answeredCrc32c)
          || (etag != null && (composed.md5Hex() + suffix).equals(unquoted(etag)));
    }
  }
}
