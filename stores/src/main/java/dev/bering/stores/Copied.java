package dev.bering.stores;

/** What is known of a file that {@link Store#copy} made, which depends on who did the work. */
public sealed interface Copied {

  /** The size of the file as it is stored now. */
  long sizeBytes();

  /** What is known to be the same at source and copy. */
  Agreement agreement();

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

    @Override
    public Agreement agreement() {
      return Agreement.CHECKSUM;
    }
  }

  /** This machine copied one of its files, and read it back where a checksum is what agrees. */
  record ByMachine(long sizeBytes, Agreement agreement) implements Copied {}

  /**
   * The service copied the file by itself, from the very version of the source that was looked at;
   * nobody here has seen a byte of it. Whoever needs a hash must read both sides.
   */
  record ByService(long sizeBytes, Agreement agreement) implements Copied {}

  /** What source and copy have in common, as far as is known. */
  enum Agreement {
    /** The size and a checksum over the bytes. */
    CHECKSUM,
    /**
     * The size only: nobody asked for more, or a service stored the two in different pieces, so
     * that their checksums differ in kind.
     */
    SIZE
  }
}
