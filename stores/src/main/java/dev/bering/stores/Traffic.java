package dev.bering.stores;

import dev.bering.model.Location;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what goes to stores and comes from them, by store: {@code s3://bucket}, {@code
 * hdfs://host:8020}, {@code file}. Bytes are those of files, as this process handed them on or took
 * them; what a network adds to them is not known here. Safe for many threads.
 */
public final class Traffic {

  /** What is asked of a store. */
  public enum Operation {
    STATUS,
    LIST,
    READ,
    WRITE,
    COPY,
    DELETE
  }

  /**
   * What went to and came from one store.
   *
   * @param readBytes that this process has taken from files
   * @param writtenBytes that it has handed over, once for every time that they were sent
   * @param copiedBytes of files that the store copied by itself
   * @param requests calls of a store, each once however often it was tried again; a walk counts
   *     once, however many pages it has; an operation that nobody asked for is missing
   */
  public record Counts(
      long readBytes, long writtenBytes, long copiedBytes, SortedMap<Operation, Long> requests)
      implements Serializable {

    public Counts {
      requests = new TreeMap<>(requests); // an executor of any Java can send it
    }
  }

  private static final class Adders {
    final LongAdder read = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder copied = new LongAdder();
    final Map<Operation, LongAdder> requests = new ConcurrentHashMap<>();

    void asked(Operation operation, long times) {
      requests.computeIfAbsent(operation, none -> new LongAdder()).add(times);
    }

    Counts counts() {
      SortedMap<Operation, Long> asked = new TreeMap<>();
      requests.forEach((operation, adder) -> asked.put(operation, adder.sum()));
      return new Counts(read.sum(), written.sum(), copied.sum(), asked);
    }
  }

  private final Map<String, Adders> stores = new ConcurrentHashMap<>();

  /** What is counted so far, by store. */
  public SortedMap<String, Counts> counts() {
    SortedMap<String, Counts> counts = new TreeMap<>();
    stores.forEach((store, adders) -> counts.put(store, adders.counts()));
    return counts;
  }

  /** Adds what another process has counted that works for this one. */
  public void add(Map<String, Counts> elsewhere) {
    elsewhere.forEach(
        (store, counts) -> {
          Adders adders = adders(store);
          adders.read.add(counts.readBytes());
          adders.written.add(counts.writtenBytes());
          adders.copied.add(counts.copiedBytes());
          counts.requests().forEach(adders::asked);
        });
  }

  /** The same store, counted under the name of what {@code location} is in. */
  public Store meter(Location location, Store store) {
    return new Metered(
        store,
        adders(location.isLocal() ? "file" : location.scheme() + "://" + location.authority()));
  }

  private Adders adders(String store) {
    return stores.computeIfAbsent(store, name -> new Adders());
  }

  private static final class Metered extends ForwardingStore {
    private final Adders adders;

    Metered(Store store, Adders adders) {
      super(store);
      this.adders = adders;
    }

    @Override
    public Optional<StoredFile> status(String path) throws IOException {
      adders.asked(Operation.STATUS, 1);
      return store.status(path);
    }

    @Override
    public List<StoredFile> list(String folder) throws IOException {
      adders.asked(Operation.LIST, 1);
      return store.list(folder);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
      adders.asked(Operation.LIST, 1);
      return store.folders(folder);
    }

    @Override
    public void walk(String folder, Visitor visitor) throws IOException {
      adders.asked(Operation.LIST, 1);
      store.walk(folder, visitor);
    }

    @Override
    public StoreInput open(String path) throws IOException {
      adders.asked(Operation.READ, 1);
      return new MeteredInput(store.open(path), adders.read);
    }

    @Override
    public ContentHash write(String path, Content content) throws IOException {
      adders.asked(Operation.WRITE, 1);
      return store.write(path, metered(content));
    }

    @Override
    public boolean writeIfAbsent(String path, Content content, Instant modified)
        throws IOException {
      adders.asked(Operation.WRITE, 1);
      return store.writeIfAbsent(path, metered(content), modified);
    }

    @Override
    public void delete(String path) throws IOException {
      adders.asked(Operation.DELETE, 1);
      store.delete(path);
    }

    /** Left to the store itself, which may know how better than by reading and writing. */
    @Override
    public Copied copy(Store source, String sourcePath, long sizeBytes, String path)
        throws IOException {
      Copied copied = store.copy(new Sent(source, adders.written), sourcePath, sizeBytes, path);
      if (copied instanceof Copied.Hashed) {
        adders.asked(Operation.WRITE, 1);
      } else {
        copied(copied);
      }
      return copied;
    }

    @Override
    public Optional<Copied> copyInside(Store source, String sourcePath, long sizeBytes, String path)
        throws IOException {
      Optional<Copied> copied = store.copyInside(source, sourcePath, sizeBytes, path);
      copied.ifPresent(this::copied);
      return copied;
    }

    private void copied(Copied copied) {
      adders.asked(Operation.COPY, 1);
      adders.copied.add(copied.sizeBytes());
    }

    private Content metered(Content content) {
      return () -> new MeteredStream(content.open(), adders.written);
    }
  }

  /** A source whose bytes are sent as they are read. */
  private static final class Sent extends ForwardingStore {
    private final LongAdder bytes;

    Sent(Store store, LongAdder bytes) {
      super(store);
      this.bytes = bytes;
    }

    @Override
    public StoreInput open(String path) throws IOException {
      return new MeteredInput(store.open(path), bytes);
    }
  }

  private static final class MeteredInput extends ForwardingInput {
    private final LongAdder bytes;

    MeteredInput(StoreInput in, LongAdder bytes) {
      super(in);
      this.bytes = bytes;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        bytes.add(read);
      }
      return read;
    }
  }

  private static final class MeteredStream extends FilterInputStream {
    private final LongAdder bytes;

    MeteredStream(InputStream in, LongAdder bytes) {
      super(in);
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      if (one >= 0) {
        bytes.increment();
      }
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        bytes.add(read);
      }
      return read;
    }
  }
}
