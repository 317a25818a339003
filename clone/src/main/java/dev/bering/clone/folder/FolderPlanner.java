package dev.bering.clone.folder;

import dev.bering.clone.CloneMarker;
import dev.bering.clone.ClonePlaces;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.Complaints;
import dev.bering.clone.FileCopy;
import dev.bering.clone.FileList;
import dev.bering.clone.Note;
import dev.bering.clone.Publication;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.clone.TargetMark;
import dev.bering.clone.folder.Sides.Sight;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Works out what has to be copied so that a target holds the same data files as a folder without a
 * log, such as a Hive table: every file that readers see, byte for byte and under its name,
 * whatever its format.
 *
 * <p>A folder has no versions, so its state is what two listings agree on, by names, lengths,
 * modification times and, where the store has them, tags of the content: two before anything is
 * copied, and one more when everything has been. Which state of which file the target holds stands
 * in its {@link Inventory}.
 */
public final class FolderPlanner {

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A planner that tells {@code progress} how far it is. */
  public FolderPlanner(Progress progress) {
    this(progress, Stores::open);
  }

  /** A planner over stores that {@code stores} opens. */
  public FolderPlanner(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /**
   * Plans a copy. Reads both sides, writes nothing at either; what does not fit in memory is kept
   * on this machine's disk until the plan is closed.
   *
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(Location source, Location target, FolderOptions options) {
    return Staging.plan(
        source,
        staging -> {
          try (Store from = stores.apply(source);
              Store to = stores.apply(target)) {
            ClonePlaces.check(source, target);
            return new Planning(source, from, target, to, options, staging).plan();
          }
        });
  }

  /** A folder has no id of its own: it is known by where it is. */
  static String idOf(Location source) {
    return UUID.nameUUIDFromBytes(("folder " + source).getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** One plan in the making. */
  private final class Planning {
    private final Location source;
    private final Store from;
    private final Location target;
    private final Store to;
    private final FolderOptions options;
    private final Staging staging;
    private final Complaints complaints = new Complaints();
    private final FileList.Builder removals;
    private final Tally gone = new Tally();
    private final Tally foreign = new Tally();
    private final Tally unproven = new Tally();
    private final Tally replaced = new Tally();
    private boolean settled = true;
    private long present;

    Planning(
        Location source,
        Store from,
        Location target,
        Store to,
        FolderOptions options,
        Staging staging) {
      this.source = source;
      this.from = from;
      this.target = target;
      this.to = to;
      this.options = options;
      this.staging = staging;
      this.removals = new FileList.Builder(staging);
    }

    ClonePlan plan() throws IOException {
      FolderListing listing;
      try (Progress.Step step = progress.begin("listing files", 0, Progress.Unit.FILES)) {
        listing = FolderSource.list(source, from, staging, complaints);
        step.advance(listing.count());
      }
      TargetMark seen = TargetMark.of(to);
      checkTarget();
      Path announced = staging.newFile("inventory");
      Path made = staging.newFile("inventory");
      FileList files = files(listing, announced, made);
      complaints.raise(source.toString());
      listing.requireSame(FolderListing.of(source, from, staging, complaints), source);
      List<Publication> publications = new ArrayList<>();
      FileList extra = removals.build();
      if (!files.isEmpty() || !extra.isEmpty() || !settled) {
        if (!extra.isEmpty()) {
          // Proves once more that the source stands still, before anything is removed.
          publications.add(inventory(announced, listing));
          publications.add(new Publication.Swept(".", extra));
        }
        publications.add(inventory(made, listing));
      }
      return new ClonePlan(
          source,
          target,
          ClonePlan.Mode.FILES,
          "folder " + source.name(),
          idOf(source),
          listing.state(),
          targetState(),
          seen,
          files.isEmpty() ? List.of() : List.of(inventory(announced)),
          files,
          publications,
          present,
          Map.of(),
          notes(listing),
          staging);
    }

    private void checkTarget() throws IOException {
      Optional<CloneMarker> marker = CloneMarker.read(to);
      if (marker.isPresent() && !marker.get().tableId().equals(idOf(source))) {
        throw UserException.usage(
            new Problem(
                "CLONE_TARGET_OTHER_TABLE",
                "Cannot clone %s: %s holds a clone of another kind or of another place, %s."
                    .formatted(source, target, marker.get().source()),
                "choose another target"));
      }
      if (marker.isPresent()) {
        return;
      }
      Tally others = new Tally();
      to.walk(
          "",
          file -> {
            if (!file.path().startsWith(Store.OWN_FOLDER + "/")) {
              others.add(file.path());
            }
          });
      if (others.count() > 0) {
        throw UserException.usage(
            new Problem(
                "CLONE_TARGET_NOT_EMPTY",
                "Cannot clone to %s: it holds %s that no clone put there, such as %s."
                    .formatted(
                        target,
                        Counts.of(others.count(), "file"),
                        others.examples().stream().sorted().findFirst().orElseThrow()),
                "choose a folder that is empty or does not exist yet"));
      }
    }

    private Optional<String> targetState() throws IOException {
      return CloneMarker.read(to).map(marker -> marker.completeAt().orElse("an unfinished clone"));
    }

    private FileList files(FolderListing listing, Path announced, Path made) throws IOException {
      Sides sides = new Sides(staging);
      sides.source(listing);
      sides.target(to);
      sides.inventory(to);
      FileList.Builder files = new FileList.Builder(staging);
      try (Inventory.Writing before = new Inventory.Writing(announced);
          Inventory.Writing after = new Inventory.Writing(made)) {
        sides.drain(sight -> settle(sight, files, before, after));
      }
      return files.build();
    }

    private void settle(
        Sight sight, FileList.Builder files, Inventory.Writing before, Inventory.Writing after)
        throws IOException {
      FileMark there = sight.target().map(FolderFile::mark).orElse(FileMark.NONE);
      if (sight.source().isEmpty()) {
        settleGone(sight, there, before, after);
        return;
      }
      FolderFile file = sight.source().get();
      Held now = Held.made(file);
      after.add(now);
      boolean current =
          sight.held().filter(held -> held.source().equals(file.mark())).isPresent()
              && sight.held().get().isMade(there);
      if (current) {
        present++;
        settled &= sight.held().get().equals(now);
        before.add(now);
      } else if (sight.target().isPresent()
          && sight.held().filter(held -> held.mayBeOurs(there)).isEmpty()) {
        complaints.add(
            new Problem(
                "CLONE_TARGET_FILE_FOREIGN",
                "Cannot clone %s to %s: no clone has put %s there."
                    .formatted(source, target, file.path()),
                "clone into a new folder, or remove the file if nobody needs it"));
      } else {
        if (sight.target().isPresent()) {
          replaced.add(file.path());
        }
        before.add(Held.announced(file, there));
        files.add(FileCopy.of(file.path(), file.sizeBytes()));
      }
    }

    /** The source has no such file. */
    private void settleGone(
        Sight sight, FileMark there, Inventory.Writing before, Inventory.Writing after)
        throws IOException {
      if (there.equals(FileMark.NONE)) {
        settled = false; // the inventory knows of a file that is nowhere any more
      } else if (sight.held().isEmpty()) {
        foreign.add(sight.path());
      } else {
        Held held = sight.held().get();
        before.add(held);
        if (!held.isOurs(there)) {
          unproven.add(sight.path());
          after.add(held);
          if (options.gone() == FolderOptions.Gone.DELETE && held.mayBeOurs(there)) {
            complaints.add(
                new Problem(
                    "CLONE_FOLDER_UNPROVEN",
                    "Cannot remove %s of %s: a run that ended early may have put it there, or somebody else."
                        .formatted(sight.path(), target),
                    "look at the file, and remove it by hand if nobody needs it; while it is there,"
                        + " readers see its rows"));
          }
          return;
        }
        gone.add(sight.path());
        if (options.gone() == FolderOptions.Gone.DELETE) {
          removals.add(FileCopy.of(sight.path(), there.sizeBytes()));
        } else {
          after.add(held);
        }
      }
    }

    private Publication inventory(Path file) throws IOException {
      return inventory(file, () -> Files.newInputStream(file));
    }

    /** Written only if the source still is what was copied. */
    private Publication inventory(Path file, FolderListing listing) throws IOException {
      return inventory(
          file,
          () -> {
            try (Store again = stores.apply(source)) {
              FolderListing later = FolderListing.of(source, again, staging, new Complaints());
              listing.requireSame(later, source);
            }
            return Files.newInputStream(file);
          });
    }

    private Publication inventory(Path file, Content content) throws IOException {
      return new Publication.Written(
          Inventory.PATH, Files.size(file), Instant.EPOCH, Publication.Rule.REPLACE, content);
    }

    private List<Note> notes(FolderListing listing) {
      List<Note> notes = new ArrayList<>(FolderSource.notes(listing));
      notes.add(
          new Note(
              "CLONE_FOLDER_FORMATS",
              "files are copied as they are, whatever their format: "
                  + listing.suffixes().entrySet().stream()
                      .map(
                          suffix ->
                              "%s %s"
                                  .formatted(
                                      Counts.of(suffix.getValue()),
                                      suffix.getKey().isEmpty()
                                          ? "without suffix"
                                          : suffix.getKey()))
                      .collect(Collectors.joining(", ")),
              listing.count(),
              List.of()));
      addNote(
          notes,
          replaced,
          "CLONE_FOLDER_REPLACED",
          "%s overwritten at the source since, such as %s: readers of the target see the new one"
              + " as soon as it is copied");
      addNote(
          notes,
          gone,
          "CLONE_FOLDER_GONE",
          options.gone() == FolderOptions.Gone.DELETE
              ? "%s not at the source any more, such as %s: removed from the target"
              : "%s not at the source any more, such as %s: the target keeps them, and its readers"
                  + " see them; --delete-extra removes them");
      addNote(
          notes,
          unproven,
          "CLONE_FOLDER_UNPROVEN",
          "%s not at the source any more, such as %s: left alone, as nothing shows that it is what"
              + " a clone put there, and its readers see them");
      addNote(
          notes,
          foreign,
          "CLONE_FOLDER_FOREIGN",
          "%s at the target that no clone put there, such as %s: left alone, and its readers see"
              + " them");
      return notes;
    }

    private static void addNote(List<Note> notes, Tally tally, String code, String text) {
      if (tally.count() > 0) {
        notes.add(
            new Note(
                code,
                text.formatted(Counts.of(tally.count(), "file"), tally.examples().get(0)),
                tally.count(),
                tally.examples()));
      }
    }
  }
}
