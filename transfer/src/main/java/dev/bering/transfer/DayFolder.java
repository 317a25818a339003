package dev.bering.transfer;

import dev.bering.model.Location;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of one day, as flow logs are delivered to stores: {@code .../2026/03/25} or {@code
 * .../year=2026/month=03/day=25}.
 *
 * @param name where it is, as the names of its files begin
 */
record DayFolder(String name, LocalDate day) {

  private static final String DATE = "(?:year=)?(\\d{4})/(?:month=)?(\\d{2})/(?:day=)?(\\d{2})";
  private static final Pattern AT_END = Pattern.compile("(?:^|.*/)" + DATE);
  private static final Pattern WITHIN = Pattern.compile("((?:.*?/)??" + DATE + ")/.*");

  /** The day of a folder, if it is one of a day. */
  static Optional<DayFolder> of(Location place, String folder) {
    Matcher parts = AT_END.matcher(folder);
    return parts.matches() ? day(place + "/" + folder, parts, 1) : Optional.empty();
  }

  /** The day below whose folder a file lies, if it does. */
  static Optional<DayFolder> ofFile(String name) {
    Matcher parts = WITHIN.matcher(name);
    return parts.matches() ? day(parts.group(1), parts, 2) : Optional.empty();
  }

  private static Optional<DayFolder> day(String name, Matcher parts, int first) {
    try {
      return Optional.of(
          new DayFolder(
              name,
              LocalDate.of(
                  Integer.parseInt(parts.group(first)),
                  Integer.parseInt(parts.group(first + 1)),
                  Integer.parseInt(parts.group(first + 2)))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What the folders of other days lie below too. */
  String below() {
    return name.replaceFirst("/?" + DATE + "$", "");
  }
}
