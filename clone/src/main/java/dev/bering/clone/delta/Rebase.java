package dev.bering.clone.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.clone.FileList;
import dev.bering.clone.Note;
import dev.bering.clone.Publication;
import dev.bering.model.Counts;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Begins the history of a replica anew, at a checkpoint that the source still has. The versions
 * that the replica had are given up, as there is nothing between them and what follows: a reader
 * who asks for a time within the gap would be shown the last version before it as if it were the
 * right one.
 *
 * <p>Until the new base and its commit are there, readers see the old table; from then on they
 * begin at the base and see the new one. Only then is anything removed: files that only the old
 * versions need, then their log. A note says that this is under way, so that the next run ends what
 * a killed one has begun.
 */
final class Rebase {

  private static final String NOTE = Store.OWN_FOLDER + "/rebase.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Store to;
  private final LogListing before;
  private final ReplicaContents contents;

  /**
   * A rebase.
   *
   * @param before the target's log
   * @param contents what the target's log is to be
   */
  Rebase(Store to, LogListing before, ReplicaContents contents) {
    this.to = to;
    this.before = before;
    this.contents = contents;
  }

  /** The base of the rebase that an earlier run has begun; empty if there is none. */
  static OptionalLong underWay(Store to) throws IOException {
    if (to.status(NOTE).isEmpty()) {
      return OptionalLong.empty();
    }
    try (InputStream in = to.open(NOTE)) {
      JsonNode note = JSON.readTree(in);
      return OptionalLong.of(note.path("base").asLong(0));
    } catch (JsonProcessingException e) {
      return OptionalLong.of(0); // under way all the same, to a base that is chosen again
    }
  }

  /** The note is written first. */
  Publication begin() throws IOException {
    byte[] note =
        JSON.writeValueAsBytes(JSON.createObjectNode().put("format", 1).put("base", first()));
    return new Publication.Written(
        NOTE, note.length, Instant.EPOCH, Publication.Rule.REPLACE, Content.of(note));
  }

  /**
   * What is taken away when the new history is there.
   *
   * @param there the files of the target's log, by path
   * @param published what has been planned so far
   * @param unneeded files that only versions need that are given up
   */
  List<Publication> end(
      Map<String, StoredFile> there, List<Publication> published, FileList unneeded)
      throws IOException {
    List<Publication> steps = new ArrayList<>();
    boolean hinted = published.stream().anyMatch(step -> step.path().equals(ReplicaLog.HINT));
    if (!hinted && there.containsKey(ReplicaLog.HINT) && hintsBefore(first())) {
      steps.add(new Publication.Removed(ReplicaLog.HINT));
    }
    if (!unneeded.isEmpty()) {
      steps.add(new Publication.Swept(".", unneeded));
    }
    Set<String> carried = new HashSet<>();
    contents.logFiles().forEach(file -> carried.add(file.path()));
    for (String path : new TreeMap<>(there).keySet()) {
      boolean old = LogListing.versionOf(path).orElse(Long.MAX_VALUE) < first();
      boolean unnamed = path.startsWith(LogListing.SIDECARS + "/") && !carried.contains(path);
      if (old || unnamed) {
        steps.add(new Publication.Removed(path));
      }
    }
    steps.add(new Publication.Removed(NOTE));
    return steps;
  }

  private boolean hintsBefore(long version) throws IOException {
    try (InputStream in = to.open(ReplicaLog.HINT)) {
      return LogReader.hintedVersion(in.readAllBytes()) < version;
    }
  }

  private long first() {
    return contents.first();
  }

  /** What to know about it. */
  Note note(FileList unneeded) {
    long newest = before.commits().headMap(first()).isEmpty() ? -1 : lastOld();
    return new Note(
        "CLONE_REBASE",
        "the replica begins anew at the checkpoint of version %d%s; %s that only they need %s removed"
            .formatted(
                first(),
                newest < 0 ? "" : " and gives up its versions up to %d".formatted(newest),
                Counts.of(unneeded.count(), "file"),
                unneeded.count() == 1 ? "is" : "are"),
        unneeded.count(),
        List.of());
  }

  private long lastOld() {
    return before.commits().headMap(first()).lastKey();
  }
}
