package dev.bering.clone.delta;

import dev.bering.clone.Note;
import dev.bering.clone.Publication;
import dev.bering.clone.Tally;
import dev.bering.model.Counts;
import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which files of a log the target still lacks, and which it has otherwise than the source.
 *
 * <p>A commit or a sidecar that differs proves that somebody has written to one of the two tables:
 * neither is ever written twice. Checkpoints, checksums and compactions only sum up; a writer may
 * make one again under the same name, and it means the same. Such a file gives way in one step. The
 * parts of a checkpoint cannot: those that differ are taken away first, which makes the checkpoint
 * one that readers pass over, and only where another way leads to its version.
 */
final class LogPublications {

  private final Store to;
  private final ReplicaLog replica;
  private final TargetState state;
  private final Map<String, StoredFile> there;
  private final List<Publication> publications = new ArrayList<>();
  private final Tally replaced = new Tally();
  private final Tally kept = new Tally();
  private boolean hintIsGone;

  /**
   * What is to be published.
   *
   * @param there the files of the target's log, by path
   */
  LogPublications(Store to, ReplicaLog replica, TargetState state, Map<String, StoredFile> there) {
    this.to = to;
    this.replica = replica;
    this.state = state;
    this.there = there;
  }

  /**
   * The steps, in order.
   *
   * @param files of the source's log, in the order in which they must appear
   */
  List<Publication> of(List<StoredFile> files) throws IOException {
    Map<String, List<StoredFile>> sets = new LinkedHashMap<>();
    for (StoredFile file : files) {
      LogListing.setOf(file.path())
          .ifPresent(set -> sets.computeIfAbsent(set, key -> new ArrayList<>()).add(file));
    }
    for (StoredFile file : files) {
      Optional<String> set = LogListing.setOf(file.path());
      if (ReplicaLog.isHint(file)) {
        hint(file, files);
      } else if (set.isPresent()) {
        set(sets.getOrDefault(set.get(), List.of()));
        sets.remove(set.get());
      } else {
        single(file);
      }
    }
    return publications;
  }

  private void single(StoredFile file) throws IOException {
    StoredFile known = there.get(file.path());
    if (known == null) {
      publications.add(replica.publication(file, Publication.Rule.IF_ABSENT));
    } else if (isWrittenOnce(file)) {
      checkSame(file, known);
    } else if (differs(file, known)) {
      replaced.add(file.path());
      publications.add(replica.publication(file, Publication.Rule.REPLACE));
    }
  }

  private static boolean isWrittenOnce(StoredFile file) {
    return LogListing.isCommit(file.path()) || file.path().startsWith(LogListing.SIDECARS + "/");
  }

  /** Where a version is published, its newest commit has been compared already. */
  private void checkSame(StoredFile file, StoredFile known) throws IOException {
    boolean other = replica.isVerbatim() && known.sizeBytes() != file.sizeBytes();
    if (other || (state.version().isEmpty() && !hashesAreEqual(file))) {
      throw TargetState.diverged(to, file.path());
    }
  }

  private boolean differs(StoredFile file, StoredFile known) throws IOException {
    return mayBeAnother(file, known, to, replica.isVerbatim())
        && ((replica.isVerbatim() && known.sizeBytes() != file.sizeBytes())
            || !hashesAreEqual(file));
  }

  /**
   * Whether a file must be read to know that the target's is the same. A copy is as old as what it
   * was copied from where the store keeps times, and younger elsewhere.
   *
   * @param verbatim whether the two must have the same length
   */
  static boolean mayBeAnother(StoredFile file, StoredFile known, Store to, boolean verbatim) {
    boolean untouched =
        to.keepsTimes()
            ? known.modified().toEpochMilli() == file.modified().toEpochMilli()
            : !file.modified().isAfter(known.modified());
    return !untouched || (verbatim && known.sizeBytes() != file.sizeBytes());
  }

  private boolean hashesAreEqual(StoredFile file) throws IOException {
    return ContentHash.of(replica.content(file)).equals(to.hash(file.path()));
  }

  /** A checkpoint of several parts, all from one hand or none. */
  private void set(List<StoredFile> parts) throws IOException {
    List<StoredFile> wanted = new ArrayList<>();
    List<StoredFile> stale = new ArrayList<>();
    for (StoredFile part : parts) {
      StoredFile known = there.get(part.path());
      if (known == null) {
        wanted.add(part);
      } else if (differs(part, known)) {
        wanted.add(part);
        stale.add(part);
      }
    }
    boolean whole = parts.stream().allMatch(part -> there.containsKey(part.path()));
    if (!stale.isEmpty() && whole) {
      long version = LogListing.versionOf(parts.get(0).path()).orElseThrow();
      if (!state.log().withoutCheckpoint(version).reaches(version)) {
        kept.add(parts.get(0).path());
        return;
      }
      // A hint at a checkpoint that is not there keeps some readers from looking further.
      publications.add(new Publication.Removed(ReplicaLog.HINT));
      hintIsGone = true;
      replaced.add(parts.get(0).path());
    }
    stale.forEach(part -> publications.add(new Publication.Removed(part.path())));
    for (StoredFile part : wanted) {
      publications.add(replica.publication(part, Publication.Rule.IF_ABSENT));
    }
  }

  /** The hint as it is now, if the replica has the checkpoint that it names. */
  private void hint(StoredFile file, List<StoredFile> files) throws IOException {
    Optional<byte[]> bytes = replica.hint();
    if (bytes.isEmpty() || !isCarried(LogReader.hintedVersion(bytes.get()), files)) {
      return;
    }
    Content content = Content.of(bytes.get());
    boolean same =
        !hintIsGone
            && there.containsKey(file.path())
            && to.hash(file.path()).equals(ContentHash.of(content));
    if (!same) {
      publications.add(
          new Publication.Written(
              file.path(), bytes.get().length, file.modified(), Publication.Rule.REPLACE, content));
    }
  }

  private boolean isCarried(long version, List<StoredFile> files) {
    String prefix = "%s/%020d.checkpoint.".formatted(LogListing.FOLDER, version);
    return version < 0 // no reader is misled by a hint that names nothing
        || Stream.concat(files.stream().map(StoredFile::path), there.keySet().stream())
            .anyMatch(path -> path.startsWith(prefix));
  }

  /** What to know about it. */
  List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    if (replaced.count() > 0) {
      notes.add(
          new Note(
              "CLONE_LOG_REPLACED",
              "the source has made %s of its log again under the same name, and %s way, such as %s"
                  .formatted(
                      Counts.of(replaced.count(), "file"),
                      replaced.count() == 1 ? "the old one gives" : "the old ones give",
                      replaced.examples().get(0)),
              replaced.count(),
              replaced.examples()));
    }
    if (kept.count() > 0) {
      notes.add(
          new Note(
              "CLONE_CHECKPOINT_KEPT",
              "the source has made the parts of %s again under the same names; the target keeps"
                      .formatted(Counts.of(kept.count(), "checkpoint"))
                  + " its own, as nothing else leads to its version, and the check tells of it",
              kept.count(),
              kept.examples()));
    }
    return notes;
  }
}
