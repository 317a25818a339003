package dev.bering.clone.jdbc;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;

/** How the text that the database writes of a value becomes a value. */
public enum ValueKind {
  BOOLEAN,
  BYTE,
  SHORT,
  INTEGER,
  LONG,
  FLOAT,
  DOUBLE,
  DECIMAL,
  TEXT,
  /** Bytes that arrive as text: a backslash, an x, hexadecimal digits. */
  HEX,
  /** Bytes that arrive as bytes. */
  BYTES,
  DATE,
  /** A moment, written in UTC. */
  TIMESTAMP,
  TIMESTAMP_NTZ;

  /** A value that the Delta type cannot hold as it is. */
  static final class Unmappable extends Exception {
    private static final long serialVersionUID = 1L;

    Unmappable(String fact) {
      super(fact);
    }
  }

  boolean isTemporal() {
    return this == DATE || this == TIMESTAMP || this == TIMESTAMP_NTZ;
  }

  /**
   * Understands a value.
   *
   * @param precision of a decimal
   * @param scale of a decimal
   * @throws Unmappable if anything of the value would be lost
   */
  Object parse(String text, int precision, int scale) throws Unmappable {
    try {
      return switch (this) {
        case BOOLEAN -> bool(text);
        case BYTE -> Byte.valueOf(text);
        case SHORT -> Short.valueOf(text);
        case INTEGER -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case FLOAT -> Float.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case DECIMAL -> decimal(text, precision, scale);
        case TEXT -> text;
        case HEX -> hex(text);
        case BYTES -> throw new IllegalStateException("bytes do not arrive as text");
        case DATE -> date(text);
        case TIMESTAMP -> moment(text);
        case TIMESTAMP_NTZ -> dateTime(text);
      };
    } catch (NumberFormatException e) {
      throw new Unmappable(
          "'%s' is not of type %s".formatted(text, name().toLowerCase(Locale.ROOT)));
    }
  }

  private static Boolean bool(String text) throws Unmappable {
    return switch (text) {
      case "t", "true", "1" -> true;
      case "f", "false", "0" -> false;
      default -> throw new Unmappable("'%s' is neither true nor false".formatted(text));
    };
  }

  private static BigDecimal decimal(String text, int precision, int scale) throws Unmappable {
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new Unmappable("'%s' is no decimal number".formatted(text));
    }
    try {
      BigDecimal scaled = value.setScale(scale);
      if (scaled.precision() <= precision) {
        return scaled;
      }
    } catch (ArithmeticException e) {
      // More digits behind the point than there is room for: the same sentence.
    }
    throw new Unmappable("'%s' does not fit decimal(%d,%d)".formatted(text, precision, scale));
  }

  private static byte[] hex(String text) throws Unmappable {
    if (!text.startsWith("\\x")) {
      throw new Unmappable("bytes are not written in hexadecimal digits");
    }
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  /** Readers of Delta agree on the years 0001 to 9999 of the proleptic Gregorian calendar. */
  private static LocalDate date(String text) throws Unmappable {
    if (text.length() != 10 || text.charAt(4) != '-' || text.startsWith("0000")) {
      throw outside(text);
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw outside(text);
    }
  }

  private static LocalDateTime dateTime(String text) throws Unmappable {
    if (text.length() < 19 || text.charAt(10) != ' ' || text.endsWith("C")) {
      throw outside(text);
    }
    try {
      return LocalDateTime.of(date(text.substring(0, 10)), LocalTime.parse(text.substring(11)));
    } catch (DateTimeException | Unmappable e) {
      throw outside(text);
    }
  }

  private static Instant moment(String text) throws Unmappable {
    try {
      return dateTime(text.endsWith("+00") ? text.substring(0, text.length() - 3) : text)
          .toInstant(ZoneOffset.UTC);
    } catch (Unmappable e) {
      throw outside(text);
    }
  }

  private static Unmappable outside(String text) {
    return new Unmappable("'%s' is no date between 0001-01-01 and 9999-12-31".formatted(text));
  }

  /** Whether this is one of the texts by which databases say that there is no date. */
  static boolean saysNoDate(String text) {
    return text.startsWith("0000-00-00") || text.equals("infinity") || text.equals("-infinity");
  }
}
