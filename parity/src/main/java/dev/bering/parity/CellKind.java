package dev.bering.parity;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the values of a column are to the rules that their differences may follow. */
enum CellKind {
  WHOLE,
  DECIMAL,
  FLOATING,
  TIME,
  TEXT,
  FLAG,
  OTHER;

  private static final Set<String> WHOLE_TYPES =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT");

  /** {@code 2026-01-31}, {@code 2026-01-31 10:00:00.5}, {@code 2026-01-31 10:00:00+01}. */
  private static final DateTimeFormatter TIMES =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:mm:ss", "+00")
          .toFormatter(Locale.ROOT);

  /** Of the type that values are compared in. */
  static CellKind of(String type) {
    if (WHOLE_TYPES.contains(type)) {
      return WHOLE;
    }
    if (type.startsWith("DECIMAL")) {
      return DECIMAL;
    }
    if (type.equals("DATE") || (type.startsWith("TIMESTAMP") && !type.endsWith("]"))) {
      return TIME;
    }
    return switch (type) {
      case "FLOAT", "DOUBLE" -> FLOATING;
      case "VARCHAR", "JSON" -> TEXT;
      case "BOOLEAN" -> FLAG;
      default -> OTHER;
    };
  }

  boolean isNumber() {
    return this == WHOLE || this == DECIMAL || this == FLOATING;
  }

  /** The value that SQL prints as {@code text}. */
  Cell.Value value(String text) {
    return new Cell.Value(
        false, text, isNumber() ? number(text) : this == TIME ? seconds(text) : Optional.empty());
  }

  /** Empty if the text is no finite number. */
  static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Empty for the infinities and for years that a calendar of four digits does not have. */
  private static Optional<BigDecimal> seconds(String text) {
    try {
      TemporalAccessor read = TIMES.parse(text);
      LocalDate day = LocalDate.from(read);
      if (!read.isSupported(ChronoField.NANO_OF_DAY)) {
        return Optional.of(BigDecimal.valueOf(day.toEpochDay() * 86_400));
      }
      int offset =
          read.isSupported(ChronoField.OFFSET_SECONDS) ? read.get(ChronoField.OFFSET_SECONDS) : 0;
      Instant time =
          day.atTime(LocalTime.from(read)).minusSeconds(offset).toInstant(ZoneOffset.UTC);
      return Optional.of(
          BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
