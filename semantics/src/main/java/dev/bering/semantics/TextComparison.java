package dev.bering.semantics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which texts are equal, and which comes first. Spark compares the bytes of UTF-8. */
public final class TextComparison {

  private TextComparison() {}

  /** By code points, which is the order of the bytes of UTF-8. */
  @BehavesAs({"Spark", "Hive", "PostgreSQL with collation C"})
  public static int binary(String one, String other) {
    int[] left = one.codePoints().toArray();
    int[] right = other.codePoints().toArray();
    return Arrays.compare(left, right);
  }

  /** By UTF-16 units: characters beyond U+FFFF come before U+E000. */
  @BehavesAs({"Java compareTo", "C# CompareOrdinal"})
  public static int utf16(String one, String other) {
    return one.compareTo(other);
  }

  /** Trailing spaces do not count, as if the shorter text were padded. */
  @BehavesAs({"T-SQL", "Oracle CHAR", "DB2", "Teradata", "MySQL PAD SPACE"})
  public static int padded(String one, String other) {
    return binary(withoutTrailingSpaces(one), withoutTrailingSpaces(other));
  }

  /** Upper and lower case are the same, and trailing spaces do not count. */
  @BehavesAs({"T-SQL with a _CI_ collation", "Teradata NOT CASESPECIFIC"})
  public static int paddedIgnoringCase(String one, String other) {
    return padded(folded(one), folded(other));
  }

  /** {@link #padded} as an order. */
  public static Comparator<String> paddedOrder() {
    return TextComparison::padded;
  }

  /** A text of no characters is null. */
  @BehavesAs("Oracle")
  public static Optional<String> emptyIsNull(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String folded(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static String withoutTrailingSpaces(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
