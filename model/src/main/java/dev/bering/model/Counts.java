package dev.bering.model;

import java.util.Locale;

/** Numbers of things as people write them. */
public final class Counts {

  private Counts() {}

  /** {@code 1,234,567}. */
  public static String of(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 1 row}, {@code 2 rows}. */
  public static String of(long count, String noun) {
    return of(count) + " " + (count == 1 ? noun : noun + "s");
  }
}
