package dev.bering.stores;

/** What is known of a file that {@link Store#copy} made, which depends on who did the work. */
public sealed interface Copied {

  /** The size of the file as it is stored now. */
  long sizeBytes();

  /**
   * The bytes went through this process, and the stored ones were confirmed.
   *
   * @param hash of the bytes
   */
  record Hashed(ContentHash hash) implements Copied {
    @Override
    public long sizeBytes() {
      return hash.sizeBytes();
    }
  }

  /**
   * The service copied the file by itself, from the very version of the source that was looked at;
   * nobody here has seen a byte of it. Whoever needs a hash must read both sides.
   */
  record ByService(long sizeBytes, Agreement agreement) implements Copied {}

  /** What the service shows for source and copy alike. */
  enum Agreement {
    /** The size and a checksum over the bytes. */
    CHECKSUM,
    /**
     * The size only: the two were stored in different pieces, so their checksums differ in kind.
     */
    SIZE
  }
}
