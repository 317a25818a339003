package dev.bering.slices;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commits to a table that no entry of the ledger has published. */
final class Strays {
  private static final Pattern NOTE =
      Pattern.compile("bering run=\\S+ flow=(\\S+) port=\\S+ label=(\\S+)");

  private Strays() {}

  /**
   * The commits after {@code published}, the last published version, up to {@code own} that are not
   * of the run {@code runId}. Commits that leave the rows as they are, such as those of OPTIMIZE,
   * are none.
   */
  static List<LedgerEntry.Stray> between(
      String flow, String runId, Location table, long published, long own) {
    if (published < 0 || own <= published) {
      return List.of();
    }
    var strays = new ArrayList<LedgerEntry.Stray>();
    try {
      DeltaChanges.between(table, published, own)
          .values()
          .forEach(
              commit -> {
                if (!commit.files().isEmpty() && !commit.note().contains("run=" + runId + " ")) {
                  strays.add(new LedgerEntry.Stray(slice(flow, commit.note()), commit.version()));
                }
              });
    } catch (UserException e) { // the log is gone: they may have written anything
      return List.of(new LedgerEntry.Stray("", own - 1));
    }
    return strays;
  }

  /** The slice that a commit of {@code flow} says it wrote; empty for the commits of others. */
  static String slice(String flow, String note) {
    Matcher ours = NOTE.matcher(note);
    return ours.find() && ours.group(1).equals(flow) ? ours.group(2) : "";
  }

  /** The slice that a commit of a run says it wrote; empty for the commits of others. */
  static String label(String note) {
    Matcher ours = NOTE.matcher(note);
    return ours.find() ? ours.group(2) : "";
  }
}
