package dev.bering.slices;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commits to a table that no entry of the ledger has published, told by their notes.
 *
 * @param flow the flow that publishes to the table
 * @param grain how long its slices are; of slices of another length the same label means other rows
 */
record Strays(String flow, Grain grain) {
  private static final Pattern NOTE =
      Pattern.compile("bering run=\\S+ flow=(\\S+) port=\\S+ label=(\\S+) every=(\\S+)");

  static Strays of(SlicedFlow flow) {
    return new Strays(flow.name(), flow.grain());
  }

  /** The note of a run, which says also how long its slice is. */
  static String signed(String note, Slice slice) {
    return "%s every=%s".formatted(note, slice.grain().length());
  }

  /**
   * The commits after {@code published}, the last published version, up to {@code own} that are not
   * of the run {@code runId}. Commits that leave the rows as they are, such as those of OPTIMIZE,
   * are none.
   */
  List<LedgerEntry.Stray> between(String runId, Location table, long published, long own) {
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
                  strays.add(
                      new LedgerEntry.Stray(slice(commit.note()).orElse(""), commit.version()));
                }
              });
    } catch (UserException e) { // the log is gone: they may have written anything
      return List.of(new LedgerEntry.Stray("", own - 1));
    }
    return strays;
  }

  /** The label of the slice that a commit of the flow says it wrote; empty for other commits. */
  Optional<String> slice(String note) {
    Matcher ours = NOTE.matcher(note);
    return ours.find()
            && ours.group(1).equals(flow)
            && ours.group(3).equals(grain.length().toString())
        ? Optional.of(ours.group(2))
        : Optional.empty();
  }
}
