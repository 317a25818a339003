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
 * A store whose process dies at its n-th step, as a kill does: nothing is flushed, no finally block
 * runs. A step is the moment before a write, in the middle of its content, or after it.
 */
public final class HaltingStore implements Store {

  public static final int EXIT = 137;

  private final Store store;
  private final AtomicInteger stepsLeft;

  /** A store that lives for so many steps. */
  public HaltingStore(Store store, int steps) {
    this.store = store;
    this.stepsLeft = new AtomicInteger(steps);
  }

  private void step() {
    if (stepsLeft.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT);
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
  public StoreInput open(String path) throws IOException {
    return store.open(path);
  }

  @Override
  public Lock lock() throws IOException {
    return store.lock();
  }
}
