package dev.bering.clone.jdbc;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * What a set of rows holds, in 120 bits and a count, the same whether the database computes it or
 * the reader: each value's MD5 (or a dash for null), one behind the other, again MD5; of that the
 * first and the second 15 hexadecimal digits, each summed over the rows. It is a proof against
 * accidents, not against somebody who makes rows on purpose.
 */
record Fingerprint(long rowCount, BigInteger first, BigInteger second) {

  static final int DIGITS = 15;

  static final Fingerprint EMPTY = new Fingerprint(0, BigInteger.ZERO, BigInteger.ZERO);

  static Fingerprint sum(Collection<Fingerprint> parts) {
    return parts.stream().reduce(EMPTY, Fingerprint::plus);
  }

  private Fingerprint plus(Fingerprint other) {
    return new Fingerprint(
        rowCount + other.rowCount, first.add(other.first), second.add(other.second));
  }

  String text() {
    return "%d:%s:%s".formatted(rowCount, first, second);
  }

  static Fingerprint of(String text) {
    String[] parts = text.split(":", -1);
    return new Fingerprint(
        Long.parseLong(parts[0]), new BigInteger(parts[1]), new BigInteger(parts[2]));
  }

  static String md5Hex(byte[] content) {
    return HexFormat.of().formatHex(md5().digest(content));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Computes a fingerprint row by row; for one thread. */
  static final class Builder {
    private final MessageDigest md5 = md5();
    private final StringBuilder row = new StringBuilder();
    private long rowCount;
    private BigInteger first = BigInteger.ZERO;
    private BigInteger second = BigInteger.ZERO;

    Builder addNull() {
      row.append('-');
      return this;
    }

    Builder add(byte[] value) {
      row.append(HexFormat.of().formatHex(md5.digest(value)));
      return this;
    }

    Builder add(String value) {
      return add(value.getBytes(StandardCharsets.UTF_8));
    }

    void endRow() {
      String hash =
          HexFormat.of().formatHex(md5.digest(row.toString().getBytes(StandardCharsets.US_ASCII)));
      first = first.add(number(hash, 0));
      second = second.add(number(hash, DIGITS));
      rowCount++;
      row.setLength(0);
    }

    private static BigInteger number(String hash, int start) {
      return BigInteger.valueOf(Long.parseLong(hash, start, start + DIGITS, 16));
    }

    Fingerprint build() {
      return new Fingerprint(rowCount, first, second);
    }
  }
}
