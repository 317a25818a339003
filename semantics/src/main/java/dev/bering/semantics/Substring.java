package dev.bering.semantics;

import java.util.Objects;

/** Parts of a text. SQL engines count characters from 1, C# and Java UTF-16 units from 0. */
public final class Substring {

  private Substring() {}

  /**
   * Position 0 is position 1, a negative one counts from the end: of {@code hello}, (0, 2) is
   * {@code he} and (-3, 2) is {@code ll}. A negative length is none.
   */
  @BehavesAs("Spark")
  public static String spark(String text, int position, int length) {
    int size = text.codePointCount(0, text.length());
    long start = position > 0 ? position - 1L : position < 0 ? size + (long) position : 0;
    return part(text, size, start, start + length);
  }

  /**
   * Positions before the first use up length: of {@code hello}, (0, 2) is {@code h} and (-3, 5) is
   * {@code h}.
   *
   * @throws IllegalArgumentException if the length is negative, as the engines fail then
   */
  @BehavesAs({"PostgreSQL", "T-SQL"})
  public static String standard(String text, int position, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("negative length " + length);
    }
    int size = text.codePointCount(0, text.length());
    long start = position - 1L;
    return part(text, size, start, start + length);
  }

  /**
   * UTF-16 units from 0.
   *
   * @throws IndexOutOfBoundsException if the part is not within the text, as C# fails then
   */
  @BehavesAs("C# Substring")
  public static String zeroBased(String text, int start, int length) {
    Objects.checkFromIndexSize(start, length, text.length());
    return text.substring(start, start + length);
  }

  private static String part(String text, int size, long start, long end) {
    int from = (int) Math.max(0, Math.min(size, start));
    int to = (int) Math.max(from, Math.min(size, end));
    return text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
  }
}
