package dev.bering.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant. */
public final class NearestName {

  private NearestName() {}

  /** What to do about {@code wanted}, which is not among {@code names}. */
  public static String hint(String wanted, Collection<String> names) {
    if (names.isEmpty()) {
      return "there is none";
    }
    return of(wanted, names)
        .map("did you mean %s?"::formatted)
        .orElse("choose one of " + String.join(", ", names));
  }

  /** The nearest of {@code names}, unless more than a third of its letters differ. */
  public static Optional<String> of(String wanted, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(name -> distance(wanted, name)))
        .filter(name -> 3 * distance(wanted, name) <= Math.max(wanted.length(), name.length()));
  }

  /**
   * How many letters must be changed, added, dropped or swapped with their neighbour (Damerau and
   * Levenshtein's distance, optimal string alignment), upper and lower case alike.
   */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    var d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
        } else {
          int changed = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
          d[i][j] = Math.min(changed, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
          if (swapped(a, i, b, j)) {
            d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
          }
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
