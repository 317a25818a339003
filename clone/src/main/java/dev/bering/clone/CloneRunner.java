package dev.bering.clone;

import dev.bering.clone.ClonePlan.FileCopy;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Carries out clone plans on the threads of this process. */
public final class CloneRunner {

  private static final int MAX_THREADS = 8;

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A runner that tells {@code progress} how far it is. */
  public CloneRunner(Progress progress) {
    this(progress, Stores::open);
  }

  CloneRunner(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /**
   * Copies every file of {@code plan}, then publishes its log, one commit after the other and each
   * only if it is not there yet. What is copied is read back and compared by hash before it appears
   * under its name.
   *
   * <p>If this fails or is killed, the target is the table at some earlier version, or no table
   * yet, and possibly holds files that no version names so far. Planning and running again goes on
   * from there and copies nothing twice.
   *
   * @throws UserException STORE_LOCKED, CLONE_SOURCE_CHANGED, CLONE_TARGET_DIVERGED,
   *     CLONE_COPY_FAILED
   */
  public CloneReport run(ClonePlan plan) {
    long start = System.nanoTime();
    if (!plan.isEmpty()) {
      Store from = stores.apply(plan.source());
      Store to = stores.apply(plan.target());
      try (Store.Lock lock = to.lock()) {
        new CloneMarker(plan.tableId(), plan.source().toString()).write(to);
        copyFiles(plan, from, to);
        publishLog(plan, from, to);
      } catch (IOException e) {
        throw failed(plan, e);
      }
    }
    return new CloneReport(
        plan,
        plan.files().size(),
        plan.log().size(),
        plan.sizeBytes(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private void copyFiles(ClonePlan plan, Store from, Store to) throws IOException {
    int threads =
        Math.max(1, Math.min(MAX_THREADS, 2 * Runtime.getRuntime().availableProcessors()));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicBoolean stop = new AtomicBoolean();
    try (Progress.Step step =
        progress.begin("copying files", ClonePlan.bytes(plan.files()), Progress.Unit.BYTES)) {
      List<Future<?>> copies = new ArrayList<>();
      for (FileCopy file : plan.files()) {
        copies.add(
            pool.submit(
                () -> {
                  if (!stop.get()) {
                    copy(file, from, to);
                    step.advance(file.sizeBytes());
                  }
                  return null;
                }));
      }
      for (Future<?> copy : copies) {
        await(copy, stop);
      }
    } finally {
      stop.set(true);
      pool.shutdownNow();
    }
  }

  private static void await(Future<?> copy, AtomicBoolean stop) throws IOException {
    try {
      copy.get();
    } catch (InterruptedException e) {
      stop.set(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      stop.set(true);
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void copy(FileCopy file, Store from, Store to) throws IOException {
    try {
      ContentHash hash = to.write(file.path(), () -> from.open(file.path()));
      if (hash.sizeBytes() != file.sizeBytes()) {
        throw changed(
            from, file, "it had %d bytes, then %d".formatted(file.sizeBytes(), hash.sizeBytes()));
      }
    } catch (NoSuchFileException e) {
      throw changed(from, file, "it was there when the plan was made and is not any more");
    }
  }

  private static UserException changed(Store from, FileCopy file, String fact) {
    return UserException.temporary(
        new Problem(
            "CLONE_SOURCE_CHANGED",
            "Cannot copy %s of %s: %s.".formatted(file.path(), from.name(), fact),
            "run the same command again; if it is VACUUM at the source, raise"
                + " delta.deletedFileRetentionDuration first"),
        new IOException(file.path()));
  }

  private void publishLog(ClonePlan plan, Store from, Store to) throws IOException {
    try (Progress.Step step =
        progress.begin("publishing commits", plan.commitCount(), Progress.Unit.COMMITS)) {
      for (FileCopy file : plan.log()) {
        Content content = () -> from.open(file.path());
        if (file.path().equals(LogListing.FOLDER + "/_last_checkpoint")) {
          to.write(file.path(), content);
        } else if (!to.writeIfAbsent(file.path(), content, file.modified())
            && !to.hash(file.path()).equals(from.hash(file.path()))) {
          throw TargetState.diverged(to, file.path());
        }
        if (ClonePlan.isCommit(file.path())) {
          step.advance(1);
        }
      }
    }
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
