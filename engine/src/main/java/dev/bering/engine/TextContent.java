package dev.bering.engine;

/** What is known of texts whose source does not say of which type they are. */
public enum TextContent {
  /** Nothing: in CSV everything is text. */
  ANYTHING("text"),
  /** The source says that it is text, which may spell a date or a number. */
  TEXT("text"),
  /** Numbers, every one of which is how some double is written. */
  NUMBER("numbers"),
  /** Numbers, some of which have more digits than a double holds. */
  LONG_NUMBER("numbers of more digits than a double holds"),
  /** {@code true} and {@code false}. */
  TRUTH("true and false"),
  /** Objects and lists, their keys in order. */
  NESTED("objects or lists");

  private final String words;

  TextContent(String words) {
    this.words = words;
  }

  /** For sentences. */
  public String words() {
    return words;
  }

  /** Whether these are numbers. */
  public boolean isNumber() {
    return this == NUMBER || this == LONG_NUMBER;
  }

  /** Whether texts of the two may be the same values; {@code 1} and {@code "1"} are not. */
  public boolean mayEqual(TextContent other) {
    return this == ANYTHING
        || other == ANYTHING
        || this == other
        || (isNumber() && other.isNumber());
  }
}
