package dev.bering.clone;

import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose process dies at its n-th step. A step is the moment before a write or a removal, in
 * the middle of its content, or after it.
 *
 * <p>Either the process really dies: nothing is flushed, no finally block runs. Or, where hundreds
 * of deaths are to be tried, it only cannot reach the store any more: that step and every later one
 * throws.
 */
public final class HaltingStore implements Store {

  public static final int EXIT = 137;

  /** Thrown by a store that is out of reach. */
  public static final class OutOfReach extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Store store;
  private final AtomicInteger stepsLeft;
  private final Runnable death;

  /** A store whose process is killed after so many steps. */
  public HaltingStore(Store store, int steps) {
    this(store, steps, () -> Runtime.getRuntime().halt(EXIT));
  }

  private HaltingStore(Store store, int steps, Runnable death) {
    this.store = store;
    this.stepsLeft = new AtomicInteger(steps);
    this.death = death;
  }

  /** A store that is out of reach after so many steps. */
  public static HaltingStore outOfReachAfter(int steps, Store store) {
    return new HaltingStore(
        store,
        steps,
        () -> {
          throw new OutOfReach();
        });
  }

  private void step() {
    if (stepsLeft.decrementAndGet() <= 0) {
      death.run();
    }
  }

  /** Dies, if it is its turn, when a part of the content has been handed over. */
  private InputStream halfway(InputStream content) {
    return new FilterInputStream(content) {
      private boolean begun;

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (begun) {
          return super.read(buffer, offset, length);
        }
        int read = super.read(buffer, offset, Math.min(length, 4));
        step();
        begun = true;
        return read;
      }
    };
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    step();
    ContentHash hash = store.write(path, () -> halfway(content.open()));
    step();
    return hash;
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    step();
    boolean made = store.writeIfAbsent(path, () -> halfway(content.open()), modified);
    step();
    return made;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public Optional<StoredFile> status(String path) throws IOException {
    return store.status(path);
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    return store.list(folder);
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return store.folders(folder);
  }

  @Override
  public void walk(String folder, Visitor visitor) throws IOException {
    store.walk(folder, visitor);
  }

  @Override
  public boolean keepsTimes() {
    return store.keepsTimes();
  }

  @Override
  public void delete(String path) throws IOException {
    step();
    store.delete(path);
    step();
  }

  @Override
  public void settle() throws IOException {
    step();
    store.settle();
    step();
  }

  @Override
  public void settleAll() throws IOException {
    step();
    store.settleAll();
    step();
  }

  @Override
  public StoreInput open(String path) throws IOException {
    return store.open(path);
  }

  @Override
  public Lock lock() throws IOException {
    return store.lock();
  }
}
