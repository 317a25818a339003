package dev.bering.tables;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the marks of deleted rows are (Delta protocol, "Deletion Vectors").
 *
 * @param storageType {@code u} file named by a UUID below the table, {@code i} inline, {@code p}
 *     absolute path
 * @param pathOrInline meaning by storage type
 * @param offset of the vector in its file; 0 where there is no file
 * @param sizeBytes of the vector, without its length and checksum
 */
public record DeletionVector(String storageType, String pathOrInline, int offset, int sizeBytes) {

  private static final int ENCODED_UUID_LENGTH = 20;
  private static final String Z85 =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

  /** What tells two versions of one data file apart (Delta protocol, "Action Reconciliation"). */
  public String uniqueId() {
    return storageType + pathOrInline + (storageType.equals("i") ? "" : "@" + offset);
  }

  /** Bytes from the start of the file to the end of this vector and its checksum. */
  public long endInFile() {
    return (long) offset + Integer.BYTES + sizeBytes + Integer.BYTES;
  }

  /**
   * The file below the table's root, decoded, for storage type {@code u}.
   *
   * @return empty if the text is no encoded UUID
   */
  public Optional<String> relativeFile() {
    int prefixLength = pathOrInline.length() - ENCODED_UUID_LENGTH;
    if (prefixLength < 0) {
      return Optional.empty();
    }
    String prefix = pathOrInline.substring(0, prefixLength);
    return decodeUuid(pathOrInline.substring(prefixLength))
        .map(uuid -> (prefix.isEmpty() ? "" : prefix + "/") + "deletion_vector_" + uuid + ".bin");
  }

  /**
   * The same vector as a file named by a UUID below the table's root.
   *
   * @param folder of the file, relative to the root; empty for the root itself
   */
  public DeletionVector inFile(String folder, UUID uuid) {
    return new DeletionVector("u", folder + encode(uuid), offset, sizeBytes);
  }

  private static String encode(UUID uuid) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    StringBuilder text = new StringBuilder();
    while (bytes.hasRemaining()) {
      long value = bytes.getInt() & 0xFFFF_FFFFL;
      char[] group = new char[5];
      for (int i = 4; i >= 0; i--) {
        group[i] = Z85.charAt((int) (value % 85));
        value /= 85;
      }
      text.append(group);
    }
    return text.toString();
  }

  /** Z85 (ZeroMQ RFC 32): five characters hold four bytes, most significant first. */
  private static Optional<UUID> decodeUuid(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    for (int group = 0; group < ENCODED_UUID_LENGTH; group += 5) {
      long value = 0;
      for (int i = group; i < group + 5; i++) {
        int digit = Z85.indexOf(encoded.charAt(i));
        if (digit < 0) {
          return Optional.empty();
        }
        value = value * 85 + digit;
      }
      if (value > 0xFFFF_FFFFL) {
        return Optional.empty();
      }
      bytes.putInt((int) value);
    }
    return Optional.of(new UUID(bytes.getLong(0), bytes.getLong(8)));
  }
}
