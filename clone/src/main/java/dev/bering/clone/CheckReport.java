package dev.bering.clone;

import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How two copies of a Delta table compare, file by file.
 *
 * @param sourceState where the source stands, such as {@code version 12}
 * @param sameCount files that are equal on both sides, by hash
 * @param keptCount files of old versions that the source no longer holds and the target still may
 * @param entries everything that is not equal, in order of path
 */
public record CheckReport(
    Location source,
    Location target,
    String sourceState,
    long sameCount,
    long keptCount,
    List<Entry> entries) {

  public CheckReport {
    entries = List.copyOf(entries);
  }

  /** What a line begins with. */
  public enum Mark {
    /** Equal on both sides. */
    SAME('='),
    /** Only at the target. */
    TARGET_ONLY('-'),
    /** Only at the source. */
    SOURCE_ONLY('+'),
    /** On both sides, and different. */
    DIFFERENT('*'),
    /** Could not be compared. */
    ERROR('!');

    private final char glyph;

    Mark(char glyph) {
      this.glyph = glyph;
    }

    /** The character that stands for it. */
    public char glyph() {
      return glyph;
    }
  }

  /**
   * One file that is not equal.
   *
   * @param path relative to the table
   * @param fact why, for people
   */
  public record Entry(Mark mark, String path, String fact) {}

  /** How many entries there are of each mark, {@link Mark#SAME} included. */
  public Map<Mark, Long> counts() {
    Map<Mark, Long> counts = new EnumMap<>(Mark.class);
    for (Mark mark : Mark.values()) {
      counts.put(mark, entries.stream().filter(entry -> entry.mark() == mark).count());
    }
    counts.put(Mark.SAME, sameCount);
    return counts;
  }

  /** Equal, different, or, if something could not be compared, undecided. */
  public ExitCode exitCode() {
    if (entries.isEmpty()) {
      return ExitCode.OK;
    }
    return entries.stream().allMatch(entry -> entry.mark() == Mark.ERROR)
        ? ExitCode.UNDECIDED
        : ExitCode.DIFFERENT;
  }

  /** For people: a line for each entry that is not equal, then one that counts. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      text.append("%c %s  (%s)%n".formatted(entry.mark().glyph(), entry.path(), entry.fact()));
    }
    List<String> parts = new ArrayList<>();
    counts().forEach((mark, count) -> parts.add(mark.glyph() + " " + count));
    text.append(
        "%s  at %s%s%n"
            .formatted(
                String.join("  ", parts),
                sourceState,
                keptCount == 0
                    ? ""
                    : ", %s of old versions %s gone at the source"
                        .formatted(Counts.of(keptCount, "file"), keptCount == 1 ? "is" : "are")));
    return text.toString();
  }
}
