package dev.bering.stores;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store that passes everything on to another one; those that wrap change what they are about. */
public abstract class ForwardingStore implements Store {

  final Store store;

  /** Passes everything on to {@code store}. */
  protected ForwardingStore(Store store) {
    this.store = store;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public Store bare() {
    return store.bare();
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
  public StoreInput open(String path) throws IOException {
    return store.open(path);
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    return store.write(path, content);
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    return store.writeIfAbsent(path, content, modified);
  }

  @Override
  public boolean keepsTimes() {
    return store.keepsTimes();
  }

  @Override
  public void delete(String path) throws IOException {
    store.delete(path);
  }

  @Override
  public Optional<Copied> copyInside(Store source, String sourcePath, long sizeBytes, String path)
      throws IOException {
    return store.copyInside(source, sourcePath, sizeBytes, path);
  }

  @Override
  public void settle() throws IOException {
    store.settle();
  }

  @Override
  public void settleAll() throws IOException {
    store.settleAll();
  }

  @Override
  public Lock lock() throws IOException {
    return store.lock();
  }

  @Override
  public void close() {
    store.close();
  }
}
