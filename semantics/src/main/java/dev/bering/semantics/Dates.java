package dev.bering.semantics;

import java.text.ParsePosition;
import java.text.SimpleDateFormat;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates from text, and sums and differences of dates. */
public final class Dates {

  private static final Pattern DATE_FIRST = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}).*");
  private static final int DATETIME_TICKS = 300;
  private static final long NANOS = 1_000_000_000L;

  private Dates() {}

  /**
   * The first ten characters, whatever follows: {@code 2017-12-13-15} is the 13th. Days that no
   * month has are none.
   */
  @BehavesAs("Hive to_date")
  public static Optional<LocalDate> leading(String text) {
    Matcher matcher = DATE_FIRST.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(matcher.group(1), DateTimeFormatter.ISO_LOCAL_DATE));
    } catch (DateTimeException e) {
      return Optional.empty(); // what is no date is null: that is the behaviour
    }
  }

  /**
   * By a pattern of Java's {@link SimpleDateFormat}, which counts on where a number is too large
   * (February 30th is March 2nd), stops where the pattern ends, and gives {@code u} and {@code Y}
   * other meanings than newer formatters. Times are UTC.
   */
  @BehavesAs({"Hive before 3", "Spark before 3", "Spark with timeParserPolicy LEGACY"})
  public static Optional<LocalDateTime> simpleDateFormat(String text, String pattern) {
    SimpleDateFormat format = new SimpleDateFormat(pattern, Locale.US);
    format.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
    Date date = format.parse(text, new ParsePosition(0));
    return Optional.ofNullable(date)
        .map(found -> LocalDateTime.ofInstant(found.toInstant(), ZoneOffset.UTC));
  }

  /** The last day of a month stays the last: one month after February 28th, 2021 is March 31st. */
  @BehavesAs("Oracle ADD_MONTHS")
  public static LocalDate plusMonthsLastDaySticks(LocalDate date, int months) {
    LocalDate moved = date.plusMonths(months);
    boolean last = date.equals(YearMonth.from(date).atEndOfMonth());
    return last ? YearMonth.from(moved).atEndOfMonth() : moved;
  }

  /** The day of the month stays if the month has it: one month after February 28th is the 28th. */
  @BehavesAs({"Spark 3", "Spark 4", "T-SQL DATEADD", "MySQL"})
  public static LocalDate plusMonths(LocalDate date, int months) {
    return date.plusMonths(months);
  }

  /** What {@link #crossings} counts. */
  public enum Boundary {
    YEAR,
    QUARTER,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND
  }

  /**
   * How many boundaries lie between two times, not how many whole units: from 23:59 to 00:01 it is
   * one day.
   */
  @BehavesAs("T-SQL DATEDIFF")
  public static long crossings(Boundary boundary, LocalDateTime from, LocalDateTime to) {
    return switch (boundary) {
      case YEAR -> (long) to.getYear() - from.getYear();
      case QUARTER -> quarters(to) - quarters(from);
      case MONTH -> months(to) - months(from);
      case DAY -> ChronoUnit.DAYS.between(from.toLocalDate(), to.toLocalDate());
      case HOUR -> between(ChronoUnit.HOURS, from, to);
      case MINUTE -> between(ChronoUnit.MINUTES, from, to);
      case SECOND -> between(ChronoUnit.SECONDS, from, to);
    };
  }

  private static long between(ChronoUnit unit, LocalDateTime from, LocalDateTime to) {
    return unit.between(from.truncatedTo(unit), to.truncatedTo(unit));
  }

  private static long months(LocalDateTime time) {
    return time.getYear() * 12L + time.getMonthValue();
  }

  private static long quarters(LocalDateTime time) {
    return time.getYear() * 4L + time.get(IsoFields.QUARTER_OF_YEAR);
  }

  /** Rounded to a three-hundredth of a second, shown as .000, .003 and .007. */
  @BehavesAs("T-SQL datetime")
  public static LocalDateTime tsqlDatetime(LocalDateTime time) {
    long ticks =
        Math.floorDiv(
            time.get(ChronoField.NANO_OF_SECOND) * (2L * DATETIME_TICKS) + NANOS, 2 * NANOS);
    long millis = Math.floorDiv(ticks * 2_000L + DATETIME_TICKS, 2L * DATETIME_TICKS);
    return time.truncatedTo(ChronoUnit.SECONDS).plus(millis, ChronoUnit.MILLIS);
  }
}
