package dev.bering.stores;

/**
 * Where S3 draws its lines.
 *
 * @param partBytes from here on content is sent in parts, the first of which have this size; at
 *     least 5 MiB
 * @param copyBytes the largest object that the service copies in one request
 */
record S3Sizes(int partBytes, long copyBytes) {

  private static final int MAX_PARTS = 10_000;
  private static final long LARGEST_OBJECT = 5L << 40;

  static final S3Sizes STANDARD = new S3Sizes(8 << 20, 5L << 30);

  /**
   * The size of a part, counted from 1: parts grow, as nobody says beforehand how much is to come.
   * With the standard sizes 10,000 parts hold 543 GiB.
   */
  int partBytes(int number) {
    if (number <= 500) {
      return partBytes;
    }
    return number <= 1000 ? 2 * partBytes : number <= 2000 ? 4 * partBytes : 8 * partBytes;
  }

  /** Whether no part may follow on this one. */
  boolean isLast(int number) {
    return number == MAX_PARTS;
  }

  /** The size of the parts in which the service copies an object too large for one request. */
  long copyPartBytes() {
    return Math.min(copyBytes, LARGEST_OBJECT / MAX_PARTS + 1);
  }
}
