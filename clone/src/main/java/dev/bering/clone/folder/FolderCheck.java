package dev.bering.clone.folder;

import dev.bering.clone.CheckReport;
import dev.bering.clone.CheckReport.Entry;
import dev.bering.clone.CheckReport.Mark;
import dev.bering.clone.CloneMarker;
import dev.bering.clone.Complaints;
import dev.bering.clone.Staging;
import dev.bering.clone.folder.Sides.Sight;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Compares a folder of data files with its copy: every file that readers see, by hash. */
public final class FolderCheck {

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A check that tells {@code progress} how far it is. */
  public FolderCheck(Progress progress) {
    this(progress, Stores::open);
  }

  /** A check over stores that {@code stores} opens. */
  public FolderCheck(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /**
   * Compares two folders. Reads everything on both sides, writes nothing.
   *
   * @throws UserException CHECK_UNREADABLE, or the reasons why the source cannot be cloned
   */
  public CheckReport check(Location source, Location target) {
    try (Staging staging = new Staging();
        Store from = stores.apply(source);
        Store to = stores.apply(target)) {
      Complaints complaints = new Complaints();
      FolderListing listing = FolderSource.list(source, from, staging, complaints);
      Sides sides = new Sides(staging);
      sides.source(listing);
      sides.target(to);
      Comparing comparing = new Comparing(from, to);
      comparing.addUnfinished();
      try (Progress.Step step =
          progress.begin("comparing files", listing.sizeBytes(), Progress.Unit.BYTES)) {
        sides.drain(
            sight -> {
              comparing.compare(sight);
              step.advance(sight.source().map(FolderFile::sizeBytes).orElse(0L));
            });
      }
      listing
          .changeTo(FolderListing.of(source, from, staging, complaints))
          .ifPresent(
              change ->
                  comparing.entries.add(
                      new Entry(
                          Mark.ERROR, ".", "the source changed while it was compared: " + change)));
      return new CheckReport(source, target, listing.state(), comparing.same, 0, comparing.entries);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CHECK_UNREADABLE",
              "Cannot check %s: %s.".formatted(source, Failures.fact(e)),
              "check the permissions of both folders"),
          e);
    }
  }

  private static final class Comparing {
    private final Store from;
    private final Store to;
    private final List<Entry> entries = new ArrayList<>();
    private long same;

    Comparing(Store from, Store to) {
      this.from = from;
      this.to = to;
    }

    void addUnfinished() throws IOException {
      CloneMarker.read(to)
          .filter(marker -> !marker.isComplete())
          .ifPresent(
              marker ->
                  entries.add(
                      new Entry(Mark.ERROR, Store.OWN_FOLDER, "the last clone has not ended")));
    }

    void compare(Sight sight) {
      Optional<Entry> difference;
      try {
        difference = difference(sight);
      } catch (IOException e) {
        difference = Optional.of(new Entry(Mark.ERROR, sight.path(), Failures.fact(e)));
      }
      difference.ifPresent(entries::add);
      same += difference.isEmpty() ? 1 : 0;
    }

    private Optional<Entry> difference(Sight sight) throws IOException {
      String path = sight.path();
      if (sight.source().isEmpty()) {
        return Optional.of(new Entry(Mark.TARGET_ONLY, path, "not at the source"));
      }
      if (sight.target().isEmpty()) {
        return Optional.of(new Entry(Mark.SOURCE_ONLY, path, "not at the target"));
      }
      long sizeBytes = sight.source().get().sizeBytes();
      long there = sight.target().get().sizeBytes();
      if (sizeBytes != there) {
        return Optional.of(
            new Entry(
                Mark.DIFFERENT, path, "%d bytes, at the target %d".formatted(sizeBytes, there)));
      }
      return from.hash(path).equals(to.hash(path))
          ? Optional.empty()
          : Optional.of(new Entry(Mark.DIFFERENT, path, "same size, other content"));
    }
  }
}
