package dev.bering.cost;

import java.util.Objects;

/**
 * Something odd about a bill that its reader has to know.
 *
 * @param count how many rows it is about
 * @param text a phrase with the first places, such as {@code 2 rows of usage with a negative cost:
 *     cur.csv row 4, cur.csv row 9}
 */
public record BillNote(Oddity oddity, long count, String text) {

  public BillNote {
    Objects.requireNonNull(oddity, "oddity is null");
    Objects.requireNonNull(text, "text is null");
  }
}
