package dev.bering.transfer;

/** What can be wrong with a log, or with a line of it. */
public enum Oddity {
  /** The format that was asked for is another than the file's first line tells, which counts. */
  HEADER_DIFFERS("the first line names other fields than the format that was given"),
  /** The first line names fields that are newer than this Bering; they are read as text. */
  FIELD_UNKNOWN("the first line names fields that are not known here"),
  /** A line has fewer fields than its format. */
  FIELDS_MISSING("lines with too few fields"),
  /** A line has more fields than its format. */
  FIELDS_EXTRA("lines with too many fields"),
  /** Bytes, packets or a time that are no whole number of at most 18 digits. */
  NOT_A_NUMBER("lines in which a count or a time is no number"),
  /** A log status that is none of OK, NODATA and SKIPDATA. */
  STATUS_UNKNOWN("lines of a status that is not known"),
  /** The record ends before it starts. */
  TIME_REVERSED("lines that end before they start"),
  /**
   * A version that no record of this kind has; the line counts, as its format is told otherwise.
   */
  VERSION_UNKNOWN("lines of a version that is not known"),
  /** A value of a tag whose percent signs are not followed by what they should be; it counts. */
  TAG_MALFORMED(
      "lines with a tag that is not encoded as it should be, which is shown as it stands"),
  /** A message that is none of CloudWatch Logs. */
  MESSAGE_UNKNOWN("messages that are none of CloudWatch Logs"),
  /** Longer than any record can be. */
  LINE_TOO_LONG("lines that are too long"),
  /** The file is cut off: a compressed one before its end. */
  TRUNCATED("the file is cut off"),
  /** Nothing of it could be read. */
  UNREADABLE("the file cannot be read");

  private final String text;

  Oddity(String text) {
    this.text = text;
  }

  /** Whether something was left out for it; else it is only told. */
  public boolean isLoss() {
    return this != HEADER_DIFFERS
        && this != FIELD_UNKNOWN
        && this != VERSION_UNKNOWN
        && this != TAG_MALFORMED;
  }

  /** What is wrong, for people. */
  public String text() {
    return text;
  }
}
