package dev.bering.model;

import java.util.Locale;

/** Byte counts as people read them: {@code 0 B}, {@code 999 B}, {@code 1.5 kB}, {@code 2.0 PB}. */
public final class Bytes {

  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Bytes() {}

  /** Decimal units (1 kB = 1000 B), one digit after the point from kB on. */
  public static String text(long bytes) {
    if (Math.abs(bytes) < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
