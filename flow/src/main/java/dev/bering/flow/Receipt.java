package dev.bering.flow;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a sink wrote.
 *
 * @param rows how many rows it was given
 * @param bytes the size of the files it wrote, if it wrote any
 * @param version the version that its table has since, if it has versions
 * @param contentHash what tells these rows from others, whatever their order: equal hashes mean
 *     equal rows. Empty unless it was asked for, and where it could not be told
 */
public record Receipt(
    long rows, OptionalLong bytes, OptionalLong version, Optional<String> contentHash) {

  public Receipt {
    Objects.requireNonNull(bytes, "bytes is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(contentHash, "contentHash is null");
  }

  /** Rows that left nothing behind. */
  public static Receipt ofRows(long rows) {
    return new Receipt(rows, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
  }

  /** With the size of the files. */
  public Receipt withBytes(long size) {
    return new Receipt(rows, OptionalLong.of(size), version, contentHash);
  }

  /** With the version of the table. */
  public Receipt withVersion(long of) {
    return new Receipt(rows, bytes, OptionalLong.of(of), contentHash);
  }

  /** With the hash of the rows. */
  public Receipt withContentHash(String hash) {
    return new Receipt(rows, bytes, version, Optional.of(hash));
  }
}
