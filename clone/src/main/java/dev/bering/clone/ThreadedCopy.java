package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.ChangedException;
import dev.bering.stores.Copied;
import dev.bering.stores.Store;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Copies files from one root to another, several at once. Copying a file that another process is
 * just copying does no harm: each writes under a name of its own first, and both end with the same
 * bytes.
 *
 * @param stores opens roots
 */
public record ThreadedCopy(Location source, Location target, Function<Location, Store> stores) {

  /**
   * Copies every file, holding no more of them than threads; when it returns they outlast a lost
   * machine.
   *
   * @param done hears of each file when it is there, on several threads
   * @return how many files are known by their size only
   * @throws UserException CLONE_SOURCE_CHANGED
   */
  public long copy(Iterator<FileCopy> files, int threads, Consumer<FileCopy> done)
      throws IOException {
    try (Store from = stores.apply(source);
        Store to = stores.apply(target)) {
      LongAdder sizeOnly = new LongAdder();
      Workers.forEach(
          files,
          threads,
          file -> {
            if (copy(file, from, to).agreement() == Copied.Agreement.SIZE) {
              sizeOnly.increment();
            }
            done.accept(file);
          });
      to.settle();
      return sizeOnly.sum();
    }
  }

  private Copied copy(FileCopy file, Store from, Store to) throws IOException {
    if (file.elsewhere().isEmpty()) {
      return copyFrom(from, file, to);
    }
    try (Store elsewhere = stores.apply(file.elsewhere().get())) {
      return copyFrom(elsewhere, file, to);
    }
  }

  private static Copied copyFrom(Store from, FileCopy file, Store to) throws IOException {
    try {
      return to.copy(from, file.source(), file.sizeBytes(), file.target());
    } catch (ChangedException e) {
      throw changed(from, file.source(), "it " + e.fact());
    } catch (NoSuchFileException e) {
      throw changed(from, file.source(), "it was there when the plan was made and is not any more");
    }
  }

  private static UserException changed(Store from, String path, String fact) {
    return UserException.temporary(
        new Problem(
            "CLONE_SOURCE_CHANGED",
            "Cannot copy %s of %s: %s.".formatted(path, from.name(), fact),
            "run the same command again; if it is VACUUM at the source, raise"
                + " delta.deletedFileRetentionDuration first"),
        new IOException(path));
  }
}
