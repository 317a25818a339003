package dev.bering.stores;

import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A lease in a store without conditional replacement: it looks before and after. Of two that take
 * over an expired lease at the same moment both may believe they have it, until the first of them
 * renews it.
 */
final class StoreLeaseFile implements LeaseFile {

  private final Store store;

  StoreLeaseFile(Store store) {
    this.store = store;
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<String> create(String text) throws IOException {
    return store.writeIfAbsent(Lease.PATH, content(text), Instant.now())
        ? Optional.of(text)
        : Optional.empty();
  }

  @Override
  public Optional<Seen> read() throws IOException {
    Optional<StoredFile> file = store.status(Lease.PATH);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = store.open(Lease.PATH)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(
          new Seen(text, text, Duration.between(file.get().modified(), Instant.now())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> replace(Seen seen, String text) throws IOException {
    if (!hasTag(seen.tag())) {
      return Optional.empty();
    }
    store.write(Lease.PATH, content(text));
    return hasTag(text) ? Optional.of(text) : Optional.empty();
  }

  @Override
  public void remove(String tag) throws IOException {
    if (hasTag(tag)) {
      store.delete(Lease.PATH);
    }
  }

  private boolean hasTag(String tag) throws IOException {
    return read().map(Seen::tag).equals(Optional.of(tag));
  }
}
