package dev.bering.stores;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store that tries again what may pass.
 *
 * <p>A reply that got lost says nothing of what was done. Where a file was to be made only if
 * absent, and is there after such a failure, it is read: with our content it counts as ours. (Two
 * writers of the same bytes may then both be told that they made it, which harms neither.)
 */
final class RetryingStore extends ForwardingStore {

  private final Retries retries;

  RetryingStore(Store store, Retries retries) {
    super(store);
    this.retries = retries;
  }

  @Override
  public Optional<StoredFile> status(String path) throws IOException {
    return retries.call(() -> store.status(path));
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    return retries.call(() -> store.list(folder));
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return retries.call(() -> store.folders(folder));
  }

  /** Begins again only as long as no file was handed on: no file is to be told of twice. */
  @Override
  public void walk(String folder, Visitor visitor) throws IOException {
    AtomicBoolean begun = new AtomicBoolean();
    Visitor watched =
        file -> {
          begun.set(true);
          visitor.file(file);
        };
    Optional<IOException> late =
        retries.call(
            () -> {
              try {
                store.walk(folder, watched);
                return Optional.empty();
              } catch (IOException e) {
                if (begun.get()) {
                  return Optional.of(e);
                }
                throw e;
              }
            });
    if (late.isPresent()) {
      throw late.get();
    }
  }

  @Override
  public StoreInput open(String path) throws IOException {
    return new RetryingInput(retries.call(() -> store.open(path)), retries);
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    return retries.call(() -> store.write(path, content));
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    AtomicBoolean replyLost = new AtomicBoolean();
    return retries.call(
        () ->
            store.writeIfAbsent(path, content, modified)
                || (replyLost.get() && store.hash(path).equals(hash(content))),
        () -> replyLost.set(true));
  }

  private static ContentHash hash(Content content) throws IOException {
    try (InputStream in = content.open()) {
      return ContentHash.of(in);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    retries.call(
        () -> {
          store.delete(path);
          return true;
        });
  }

  @Override
  public Optional<Copied> copyInside(Store source, String sourcePath, long sizeBytes, String path)
      throws IOException {
    return retries.call(() -> store.copyInside(source, sourcePath, sizeBytes, path));
  }
}
