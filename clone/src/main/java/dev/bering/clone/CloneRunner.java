package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Carries out clone plans: files by whoever copies them, publications in this process. */
public final class CloneRunner {

  private final Progress progress;
  private final int threads;
  private final FileCopier copier;
  private final Function<Location, Store> stores;

  /** A runner that tells {@code progress} how far it is. */
  public CloneRunner(Progress progress) {
    this(progress, Workers.DEFAULT_THREADS, Stores::open);
  }

  /** A runner over stores that {@code stores} opens. */
  public CloneRunner(Progress progress, Function<Location, Store> stores) {
    this(progress, Workers.DEFAULT_THREADS, stores);
  }

  /** Files that are copied at once where nobody says otherwise. */
  public static int defaultThreads() {
    return Workers.DEFAULT_THREADS;
  }

  /**
   * A runner.
   *
   * @param threads files that are copied at once
   * @param stores opens the roots of a plan
   */
  public CloneRunner(Progress progress, int threads, Function<Location, Store> stores) {
    this(progress, threads, FileCopier.onThreads(threads, stores), stores);
  }

  /**
   * A runner whose files others copy.
   *
   * @param stores opens the roots of a plan for what this process does itself
   */
  public CloneRunner(Progress progress, FileCopier copier, Function<Location, Store> stores) {
    this(progress, Workers.DEFAULT_THREADS, copier, stores);
  }

  private CloneRunner(
      Progress progress, int threads, FileCopier copier, Function<Location, Store> stores) {
    this.progress = progress;
    this.threads = threads;
    this.copier = copier;
    this.stores = stores;
  }

  /**
   * Copies every file of {@code plan}, then carries out its publications, one after the other. What
   * is copied has been read back, or its checksum confirmed by the store, before it appears under
   * its name, where the store was not told that sizes are enough; and it outlasts a lost machine
   * before anything is published that names it.
   *
   * <p>If this fails or is killed, the target is the table at some earlier version, or no table
   * yet, and possibly holds files that no version names so far. Planning and running again goes on
   * from there and copies nothing twice.
   *
   * @throws UserException STORE_LOCKED, CLONE_TARGET_CHANGED if somebody has written to the target
   *     since the plan was made, CLONE_SOURCE_CHANGED, CLONE_TARGET_DIVERGED, CLONE_COPY_FAILED
   */
  public CloneReport run(ClonePlan plan) {
    long start = System.nanoTime();
    long sizeOnly = 0;
    if (!plan.isEmpty() || isInterrupted(plan)) {
      try (Store from = stores.apply(plan.source());
          Store to = stores.apply(plan.target());
          Store.Lock lock = to.lock()) {
        requireSeen(plan, to);
        boolean interrupted = isInterrupted(to);
        CloneMarker marker =
            new CloneMarker(
                plan.tableId(), plan.source().toString(), plan.relocations(), Optional.empty());
        marker.write(to);
        for (Publication preparation : plan.preparations()) {
          publish(preparation, from, to);
        }
        sizeOnly = copyFiles(plan);
        if (interrupted) {
          to.settleAll();
        }
        publish(plan, from, to);
        marker.completedAt(plan.sourceState()).write(to);
      } catch (IOException e) {
        throw failed(plan, e);
      }
    }
    return new CloneReport(
        plan,
        plan.files().count(),
        sizeOnly,
        plan.publications().size(),
        plan.sizeBytes(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** Now that nobody else can run: the target must be what the plan is for. */
  private static void requireSeen(ClonePlan plan, Store to) throws IOException {
    if (!TargetMark.of(to).equals(plan.seen())) {
      throw UserException.temporary(
          new Problem(
              "CLONE_TARGET_CHANGED",
              "Cannot clone %s to %s: the target has changed since the plan was made."
                  .formatted(plan.source(), plan.target()),
              "run the same command again"));
    }
  }

  /** Whether an earlier run did everything but say so. */
  private boolean isInterrupted(ClonePlan plan) {
    try (Store to = stores.apply(plan.target())) {
      return isInterrupted(to);
    } catch (IOException e) {
      throw failed(plan, e);
    }
  }

  private static boolean isInterrupted(Store to) throws IOException {
    return CloneMarker.read(to).filter(marker -> !marker.isComplete()).isPresent();
  }

  private long copyFiles(ClonePlan plan) throws IOException {
    try (Progress.Step step =
        progress.beginFiles("copying files", plan.files().sizeBytes(), plan.files().count())) {
      return copier.copy(plan, step);
    }
  }

  private void publish(ClonePlan plan, Store from, Store to) throws IOException {
    try (Progress.Step step =
        progress.begin("publishing", plan.publications().size(), Progress.Unit.FILES)) {
      for (Publication publication : plan.publications()) {
        publish(publication, from, to);
        step.advance(1);
      }
    }
  }

  private void publish(Publication publication, Store from, Store to) throws IOException {
    if (publication instanceof Publication.Copied copied) {
      put(copied.path(), () -> from.open(copied.source()), copied.modified(), copied.rule(), to);
    } else if (publication instanceof Publication.Written written) {
      put(written.path(), written.content(), written.modified(), written.rule(), to);
    } else if (publication instanceof Publication.Removed removed) {
      to.delete(removed.path());
    } else if (publication instanceof Publication.Swept swept) {
      Workers.forEach(swept.files().iterator(), threads, file -> to.delete(file.target()));
    }
  }

  private static void put(
      String path, Content content, Instant modified, Publication.Rule rule, Store to)
      throws IOException {
    if (rule == Publication.Rule.REPLACE) {
      to.write(path, content);
    } else if (!to.writeIfAbsent(path, content, modified)
        && !to.hash(path).equals(ContentHash.of(content))) {
      throw diverged(to, path);
    }
  }

  /** Another writer has been at the target. */
  static UserException diverged(Store store, String path) {
    return UserException.usage(
        new Problem(
            "CLONE_TARGET_DIVERGED",
            "Cannot clone to %s: its %s is not the source's, so somebody has written to one of the two."
                .formatted(store.name(), path),
            "clone into a new folder; nothing at the target was changed"));
  }

  private static UserException failed(ClonePlan plan, IOException e) {
    return UserException.temporary(
        new Problem(
            "CLONE_COPY_FAILED",
            "Cannot clone %s to %s: %s.".formatted(plan.source(), plan.target(), Failures.fact(e)),
            "mend it and run the same command again; it goes on where it stopped"),
        e);
  }
}
