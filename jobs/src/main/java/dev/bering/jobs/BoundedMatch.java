package dev.bering.jobs;

import java.util.regex.Pattern;

/**
 * Matches a whole text against an expression that somebody wrote, and gives up where that would
 * take long: some expressions need a time that doubles with each letter.
 */
final class BoundedMatch {
  private static final int MAX_READS = 1_000_000;

  private BoundedMatch() {}

  static PolicyRule.Answer of(Pattern pattern, String text) {
    try {
      return pattern.matcher(new CountedText(text, new int[1])).matches()
          ? PolicyRule.Answer.TAKEN
          : PolicyRule.Answer.REFUSED;
    } catch (TooLongException | StackOverflowError e) {
      return PolicyRule.Answer.UNKNOWN;
    }
  }

  /** A text that counts how often it is read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record CountedText(String text, int[] reads) implements CharSequence {

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++reads[0] > MAX_READS) {
        throw new TooLongException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text.substring(start, end), reads);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
