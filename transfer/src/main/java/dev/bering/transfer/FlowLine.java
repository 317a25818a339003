package dev.bering.transfer;

import java.nio.charset.StandardCharsets;

/**
 * One line of a log, cut into its fields where it lies. Its bytes are those of the reader's buffer:
 * what is to be kept beyond the call that hands it on has to be copied.
 */
final class FlowLine {

  /** What {@link #number} says of a field that is no number. */
  static final long NOT_A_NUMBER = -1;

  private static final int MOST_DIGITS = 18;

  byte[] buffer = new byte[0];
  final int[] starts;
  final int[] ends;
  int count;

  /** How many lines of a log it stands for. */
  long weight = 1;

  FlowLine(int most) {
    starts = new int[most];
    ends = new int[most];
  }

  /** Whether a field says that it does not apply. */
  boolean isAbsent(int field) {
    return ends[field] - starts[field] == 1 && buffer[starts[field]] == '-';
  }

  /** A whole number of at least 0 and at most 18 digits, or {@link #NOT_A_NUMBER}. */
  long number(int field) {
    int at = starts[field];
    int end = ends[field];
    if (end == at || end - at > MOST_DIGITS) {
      return NOT_A_NUMBER;
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = buffer[at] - '0';
      if (digit < 0 || digit > 9) {
        return NOT_A_NUMBER;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** Whether a field says exactly this. */
  boolean is(int field, byte[] text) {
    int at = starts[field];
    if (ends[field] - at != text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (buffer[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a character of ASCII stands in a field. */
  boolean has(int field, char wanted) {
    for (int at = starts[field]; at < ends[field]; at++) {
      if (buffer[at] == wanted) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field begins so. */
  boolean startsWith(int field, byte[] text) {
    int at = starts[field];
    if (ends[field] - at < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (buffer[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** A field as text. */
  String text(int field) {
    return new String(buffer, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
  }
}
