package dev.bering.slices;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Labels of slices as people write them: an ISO time in UTC that may stop after any part. */
final class LabelText {
  private static final String REST = "T00:00:00";
  private static final int DAY_LENGTH = "2026-01-01".length();

  private LabelText() {}

  static Instant instant(String label) {
    try {
      int missing = label.length() - DAY_LENGTH;
      if (missing >= 0 && missing <= REST.length()) {
        return LocalDateTime.parse(label + REST.substring(missing)).toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException e) {
      throw unreadable(label);
    }
    throw unreadable(label);
  }

  private static UserException unreadable(String label) {
    return UserException.usage(
        new Problem(
            "SLICE_LABEL",
            "Cannot read slice '%s': it is no time in UTC.".formatted(label),
            "write it as 2026-01-01, 2026-01-01T03 or 2026-01-01T03:15"));
  }
}
