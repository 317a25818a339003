package dev.bering.parity;

import dev.bering.model.Counts;
import dev.bering.parity.Explanation.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.DoublePredicate;

/** Rules for two dates or two times. */
final class TimeRules {

  private static final int DAY = 86_400;
  private static final int QUARTER = 900;

  /** No zone is further away from UTC, and two zones are at most this far apart. */
  private static final int MAX_ZONE_SECONDS = 26 * 3_600;

  private static final BigDecimal DAY_SECONDS = BigDecimal.valueOf(DAY);

  /** The first day of the Gregorian calendar, 1582-10-15. */
  private static final LocalDate REFORM = LocalDate.of(1582, 10, 15);

  private static final Map<String, BigDecimal> UNITS = units();

  private static Map<String, BigDecimal> units() {
    Map<String, BigDecimal> units = new LinkedHashMap<>();
    units.put("days", DAY_SECONDS);
    units.put("hours", BigDecimal.valueOf(3_600));
    units.put("minutes", BigDecimal.valueOf(60));
    units.put("seconds", BigDecimal.ONE);
    units.put("milliseconds", BigDecimal.valueOf(1, 3));
    units.put("microseconds", BigDecimal.valueOf(1, 6));
    return units;
  }

  private final ColumnCells column;
  private final List<Rule> rules = new ArrayList<>();

  private TimeRules(ColumnCells column) {
    this.column = column;
  }

  static List<Rule> of(ColumnCells column) {
    return column.kind() == CellKind.TIME ? new TimeRules(column).all() : List.of();
  }

  private List<Rule> all() {
    // Midnights that moved by a zone could be said to be cut, too.
    offset(TimeRules::isZone);
    for (Direction direction : Direction.values()) {
      UNITS.forEach((unit, seconds) -> cut(direction, unit, seconds));
      calendar(direction);
    }
    rules.add(
        Rule.general(
            Kind.DAY_AND_MONTH,
            "day and month have changed places",
            column.cells(),
            c -> c.areFinite() && isDayAndMonthSwapped(c),
            Remedy.code("the text was read with another pattern: dd/MM against MM/dd")));
    offset(seconds -> !isZone(seconds));
    return rules;
  }

  private void cut(Direction direction, String unit, BigDecimal seconds) {
    String hint = "date_trunc('%s', x) cuts".formatted(unit.substring(0, unit.length() - 1));
    boolean isPrecision = seconds.compareTo(BigDecimal.ONE) <= 0;
    rules.add(
        Rule.general(
            Kind.TIME_PRECISION,
            "%s is %s cut to whole %s".formatted(direction.result(), direction.source(), unit),
            direction.of(column.cells()),
            c ->
                c.areFinite()
                    && c.left()
                            .decimal()
                            .divide(seconds, 0, RoundingMode.FLOOR)
                            .multiply(seconds)
                            .compareTo(c.right().decimal())
                        == 0,
            isPrecision
                ? column.remedies().normaliser("precision: " + unit, hint)
                : Remedy.code(hint)));
  }

  /** A day that two calendars name differently: before 1582, and further apart by the century. */
  private void calendar(Direction direction) {
    rules.add(
        Rule.general(
            Kind.CALENDAR,
            "%s is %s in the Julian calendar, which files of old writers use before 1582-10-15"
                .formatted(direction.result(), direction.source()),
            direction.of(column.cells()),
            c -> c.areFinite() && isJulian(c),
            Remedy.code(
                "read or write the files with the other rebase mode: spark.sql.parquet.datetimeRebaseModeInRead, spark.sql.parquet.int96RebaseModeInRead")));
  }

  private static boolean isJulian(Cell cell) {
    LocalDate day = day(cell.left());
    return day.isBefore(REFORM)
        && julian(day)
            .map(label -> label.toEpochDay() - day.toEpochDay())
            .filter(
                days ->
                    BigDecimal.valueOf(days)
                            .multiply(DAY_SECONDS)
                            .compareTo(cell.right().decimal().subtract(cell.left().decimal()))
                        == 0)
            .isPresent();
  }

  private static LocalDate day(Cell.Value value) {
    return LocalDate.ofEpochDay(
        value.decimal().divide(DAY_SECONDS, 0, RoundingMode.FLOOR).longValueExact());
  }

  /** The day of that name; empty for a leap day that only the Julian calendar has. */
  private static Optional<LocalDate> julian(LocalDate day) {
    GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
    calendar.setGregorianChange(new Date(Long.MAX_VALUE));
    calendar.setTimeInMillis(day.toEpochDay() * DAY * 1_000L);
    try {
      return Optional.of(
          LocalDate.of(
              calendar.get(GregorianCalendar.YEAR),
              calendar.get(GregorianCalendar.MONTH) + 1,
              calendar.get(GregorianCalendar.DAY_OF_MONTH)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isDayAndMonthSwapped(Cell cell) {
    LocalDate left = day(cell.left());
    LocalDate right = day(cell.right());
    return left.getYear() == right.getYear()
        && left.getMonthValue() == right.getDayOfMonth()
        && left.getDayOfMonth() == right.getMonthValue()
        && cell.left()
                .decimal()
                .remainder(DAY_SECONDS)
                .compareTo(cell.right().decimal().remainder(DAY_SECONDS))
            == 0;
  }

  private void offset(DoublePredicate wanted) {
    double offset = NumberRules.mostFrequent(column.cells(), Cell::offset);
    if (!Double.isFinite(offset) || !wanted.test(offset)) {
      return;
    }
    Rule rule =
        Rule.fitted(
            Kind.OFFSET,
            "the right is the left %s %s"
                .formatted(offset < 0 ? "-" : "+", duration(Math.abs(offset))),
            column.cells(),
            c -> c.areFinite() && NumberRules.isNear(c.offset(), offset),
            Remedy.code(
                isZone(offset)
                    ? "a time zone: give both sides one spark.sql.session.timeZone, or to_utc_timestamp(x, zone) where the local time is read"
                    : "look for a clock that is wrong, or a day that ends at another hour"));
    if (column.distinctLeft(rule.followers()) >= CellRules.MIN_FITTED) {
      rules.add(rule);
    }
  }

  private static boolean isZone(double seconds) {
    return seconds % QUARTER == 0 && Math.abs(seconds) <= MAX_ZONE_SECONDS && seconds % DAY != 0;
  }

  private static String duration(double seconds) {
    if (seconds % DAY == 0) {
      return Counts.of((long) seconds / DAY, "day");
    }
    if (seconds % 3_600 == 0) {
      return Counts.of((long) seconds / 3_600, "hour");
    }
    return seconds % 60 == 0
        ? Counts.of((long) seconds / 60, "minute")
        : NumberRules.number(seconds) + " s";
  }
}
