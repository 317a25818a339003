package dev.bering.examples;

import java.util.Locale;

/**
 * The columns of a KDD Cup 99 connection record, in the order of the file.
 *
 * <p>Source: KDD Cup 1999, {@code kddcup.names}; 41 features and the label.
 */
enum ConnectionColumn {
  DURATION(Kind.WHOLE),
  PROTOCOL_TYPE(Kind.TEXT),
  SERVICE(Kind.TEXT),
  FLAG(Kind.TEXT),
  SRC_BYTES(Kind.WHOLE),
  DST_BYTES(Kind.WHOLE),
  LAND(Kind.WHOLE),
  WRONG_FRAGMENT(Kind.WHOLE),
  URGENT(Kind.WHOLE),
  HOT(Kind.WHOLE),
  NUM_FAILED_LOGINS(Kind.WHOLE),
  LOGGED_IN(Kind.WHOLE),
  NUM_COMPROMISED(Kind.WHOLE),
  ROOT_SHELL(Kind.WHOLE),
  SU_ATTEMPTED(Kind.WHOLE),
  NUM_ROOT(Kind.WHOLE),
  NUM_FILE_CREATIONS(Kind.WHOLE),
  NUM_SHELLS(Kind.WHOLE),
  NUM_ACCESS_FILES(Kind.WHOLE),
  NUM_OUTBOUND_CMDS(Kind.WHOLE),
  IS_HOST_LOGIN(Kind.WHOLE),
  IS_GUEST_LOGIN(Kind.WHOLE),
  COUNT(Kind.WHOLE),
  SRV_COUNT(Kind.WHOLE),
  SERROR_RATE(Kind.RATE),
  SRV_SERROR_RATE(Kind.RATE),
  RERROR_RATE(Kind.RATE),
  SRV_RERROR_RATE(Kind.RATE),
  SAME_SRV_RATE(Kind.RATE),
  DIFF_SRV_RATE(Kind.RATE),
  SRV_DIFF_HOST_RATE(Kind.RATE),
  DST_HOST_COUNT(Kind.WHOLE),
  DST_HOST_SRV_COUNT(Kind.WHOLE),
  DST_HOST_SAME_SRV_RATE(Kind.RATE),
  DST_HOST_DIFF_SRV_RATE(Kind.RATE),
  DST_HOST_SAME_SRC_PORT_RATE(Kind.RATE),
  DST_HOST_SRV_DIFF_HOST_RATE(Kind.RATE),
  DST_HOST_SERROR_RATE(Kind.RATE),
  DST_HOST_SRV_SERROR_RATE(Kind.RATE),
  DST_HOST_RERROR_RATE(Kind.RATE),
  DST_HOST_SRV_RERROR_RATE(Kind.RATE),
  LABEL(Kind.TEXT);

  private final Kind kind;

  ConnectionColumn(Kind kind) {
    this.kind = kind;
  }

  /** The name in the table: the name of the data set. */
  String columnName() {
    return name().toLowerCase(Locale.ROOT);
  }

  Kind kind() {
    return kind;
  }

  /** What a value may be. Numbers are plain: no sign, no exponent, nothing to round. */
  enum Kind {
    TEXT("STRING", "plain text of 1 to 64 characters") {
      @Override
      boolean accepts(CharSequence line, int from, int to) {
        for (int i = from; i < to; i++) {
          if (line.charAt(i) <= ' ' || line.charAt(i) > '~') {
            return false;
          }
        }
        return to > from && to - from <= MOST_CHARACTERS;
      }
    },
    WHOLE("BIGINT", "a whole number of 0 or more") {
      @Override
      boolean accepts(CharSequence line, int from, int to) {
        return to > from && to - from <= MOST_DIGITS && endOfDigits(line, from, to) == to;
      }
    },
    RATE("DOUBLE", "a decimal number of 0 or more") {
      @Override
      boolean accepts(CharSequence line, int from, int to) {
        int point = endOfDigits(line, from, to);
        if (point == to) {
          return WHOLE.accepts(line, from, to);
        }
        return point > from
            && line.charAt(point) == '.'
            && WHOLE.accepts(line, point + 1, to)
            && to - from <= MOST_DIGITS;
      }
    };

    private static final int MOST_CHARACTERS = 64;
    private static final int MOST_DIGITS = 18;

    private final String sqlType;
    private final String phrase;

    Kind(String sqlType, String phrase) {
      this.sqlType = sqlType;
      this.phrase = phrase;
    }

    /** Whether the characters of {@code line} from {@code from} up to {@code to} are a value. */
    abstract boolean accepts(CharSequence line, int from, int to);

    String sqlType() {
      return sqlType;
    }

    /** What a value has to be, in words. */
    String phrase() {
      return phrase;
    }

    private static int endOfDigits(CharSequence line, int from, int to) {
      int end = from;
      while (end < to && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
        end++;
      }
      return end;
    }
  }
}
