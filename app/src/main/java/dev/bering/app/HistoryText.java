package dev.bering.app;

import dev.bering.clone.delta.History;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points of a table's history as people write them on the command line. */
final class HistoryText {

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([dh])");
  private static final Pattern VERSION = Pattern.compile("version:(\\d{1,18})");

  private HistoryText() {}

  /**
   * {@code all}, {@code checkpoint}, {@code version:N}, {@code since:30d}, {@code since:TIME}.
   *
   * @throws UserException CLONE_OPTION
   */
  static History parse(String text, Instant now) {
    Matcher version = VERSION.matcher(text);
    if (text.equals("all")) {
      return new History.All();
    }
    if (text.equals("checkpoint")) {
      return new History.CheckpointOnly();
    }
    if (version.matches()) {
      return new History.SinceVersion(Long.parseLong(version.group(1)));
    }
    if (text.startsWith("since:")) {
      String since = text.substring("since:".length());
      Matcher ago = AGO.matcher(since);
      return new History.Since(
          ago.matches()
              ? now.minus(
                  ago.group(2).equals("d")
                      ? Duration.ofDays(Long.parseLong(ago.group(1)))
                      : Duration.ofHours(Long.parseLong(ago.group(1))))
              : time(since));
    }
    throw UserException.usage(
        new Problem(
            "CLONE_OPTION",
            "Cannot read history '%s': it is none of the known forms.".formatted(text),
            "write all, checkpoint, version:12, since:30d, since:12h or"
                + " since:2026-01-31T00:00:00Z"));
  }

  /**
   * A time in ISO 8601, in UTC where no zone is given; a date is its first moment.
   *
   * @throws UserException CLONE_OPTION
   */
  static Instant time(String text) {
    try {
      return text.length() <= "2026-01-31".length()
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
          : Instant.parse(text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)") ? text : text + "Z");
    } catch (DateTimeParseException e) {
      throw UserException.usage(
          new Problem(
              "CLONE_OPTION",
              "Cannot read time '%s': it is no ISO 8601 time.".formatted(text),
              "write 2026-01-31 or 2026-01-31T12:00:00Z"),
          e);
    }
  }
}
