package dev.bering.examples.platform;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.slices.SliceRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells in which hour the lines of a log were written. Syslog writes no year: it is that of the
 * first of the hours there are. A line without a time has that of the line before it.
 */
final class LogClock {
  private static final Pattern TIME =
      Pattern.compile("([A-Z][a-z]{2}) ([ 0-9][0-9]) ([0-9]{2}:[0-9]{2}:[0-9]{2}) .*");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu MMM d HH:mm:ss", Locale.ENGLISH);

  private final SliceRange hours;
  private final int year;
  private Instant last;

  LogClock(SliceRange hours) {
    this.hours = hours;
    this.year = hours.start().atOffset(ZoneOffset.UTC).getYear();
    this.last = hours.start();
  }

  /**
   * All lines of a log.
   *
   * @throws UserException LOG_LINE_TIME if a line was written in none of the hours
   */
  List<LogLine> lines(LoginSource source) {
    List<LogLine> lines = new ArrayList<>();
    source.forEachLine(
        hours,
        line -> {
          last = time(line);
          if (last.isBefore(hours.start()) || !last.isBefore(hours.end())) {
            throw outside(lines.size() + 1, line);
          }
          LocalDateTime at = LocalDateTime.ofInstant(last, ZoneOffset.UTC);
          lines.add(new LogLine(line, at.toLocalDate(), at.getHour()));
        });
    return lines;
  }

  private Instant time(String line) {
    Matcher time = TIME.matcher(line);
    if (!time.matches()) {
      return last;
    }
    try {
      String stamp =
          "%d %s %s %s".formatted(year, time.group(1), time.group(2).strip(), time.group(3));
      return LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return last;
    }
  }

  private UserException outside(int number, String line) {
    return UserException.source(
        new Problem(
            "LOG_LINE_TIME",
            "Cannot land line %d of the log: it was written at %s, and the hours are %s: %s"
                .formatted(number, last, hours, line),
            "land it in a folder of other hours"));
  }
}
