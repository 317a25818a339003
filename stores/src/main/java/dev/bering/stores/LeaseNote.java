package dev.bering.stores;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a lease file says.
 *
 * @param owner unlike any other owner
 * @param duration for how long it counts after it was written
 * @param renewal makes each text of an owner another one, so that a store can tell them apart
 */
record LeaseNote(String owner, Duration duration, long renewal) {

  private static final Pattern TEXT =
      Pattern.compile("bering lock\\nowner (\\S+)\\nseconds (\\d{1,9})\\nrenewal (-?\\d{1,19})\\n");

  /** Reads a note; one that cannot be read is somebody's, for the usual time. */
  static LeaseNote of(String text, Duration usual) {
    Matcher match = TEXT.matcher(text);
    return match.matches()
        ? new LeaseNote(
            match.group(1),
            Duration.ofSeconds(Long.parseLong(match.group(2))),
            Long.parseLong(match.group(3)))
        : new LeaseNote("unknown", usual, 0);
  }

  LeaseNote renewed(long renewal) {
    return new LeaseNote(owner, duration, renewal);
  }

  String text() {
    return "bering lock\nowner %s\nseconds %d\nrenewal %d\n"
        .formatted(owner, duration.toSeconds(), renewal);
  }
}
