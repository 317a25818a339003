package dev.bering.clone;

import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Copied;
import dev.bering.stores.ForwardingInput;
import dev.bering.stores.ForwardingStore;
import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose process dies at its n-th step. A step is the moment before a write, a copy or a
 * removal, in the middle of content that passes through this process, or after it.
 *
 * <p>Either the process really dies: nothing is flushed, no finally block runs. Or, where hundreds
 * of deaths are to be tried, it only cannot reach the store any more: that step and every later one
 * throws.
 */
public final class HaltingStore extends ForwardingStore {

  public static final int EXIT = 137;

  /** Thrown by a store that is out of reach. */
  public static final class OutOfReach extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Store dying;
  private final AtomicInteger stepsLeft;
  private final Runnable death;

  /** A store whose process is killed after so many steps. */
  public HaltingStore(Store store, int steps) {
    this(store, steps, () -> Runtime.getRuntime().halt(EXIT));
  }

  private HaltingStore(Store store, int steps, Runnable death) {
    super(store);
    this.dying = store;
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

  /** A source that dies so too, where its bytes pass through this process. */
  private Store halfway(Store source) {
    return new ForwardingStore(source) {
      @Override
      public StoreInput open(String path) throws IOException {
        return new Halfway(super.open(path));
      }
    };
  }

  private final class Halfway extends ForwardingInput {
    private final InputStream content;

    Halfway(StoreInput in) {
      super(in);
      this.content = halfway(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return content.read(buffer, offset, length);
    }
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    step();
    ContentHash hash = super.write(path, () -> halfway(content.open()));
    step();
    return hash;
  }

  /** As the store copies, which may be another way than by {@link #write}. */
  @Override
  public Copied copy(Store source, String sourcePath, long sizeBytes, String path)
      throws IOException {
    step();
    Copied copied = dying.copy(halfway(source), sourcePath, sizeBytes, path);
    step();
    return copied;
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    step();
    boolean made = super.writeIfAbsent(path, () -> halfway(content.open()), modified);
    step();
    return made;
  }

  @Override
  public void delete(String path) throws IOException {
    step();
    super.delete(path);
    step();
  }

  @Override
  public void settle() throws IOException {
    step();
    super.settle();
    step();
  }

  @Override
  public void settleAll() throws IOException {
    step();
    super.settleAll();
    step();
  }
}
