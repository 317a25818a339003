package dev.bering.clone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this machine for what a plan holds and does not fit in memory. Made with the first
 * file, readable by this user only, gone when the plan is closed.
 */
public final class Staging implements AutoCloseable {

  private final AtomicInteger count = new AtomicInteger();
  private @Nullable Path folder;

  /** A new file, not there yet. */
  public synchronized Path newFile(String kind) throws IOException {
    Path place = folder;
    if (place == null) {
      place = Files.createTempDirectory("bering-plan-");
      folder = place;
    }
    return place.resolve("%s-%d".formatted(kind, count.incrementAndGet()));
  }

  @Override
  public synchronized void close() {
    Path place = folder;
    folder = null;
    if (place == null) {
      return;
    }
    try (var files = Files.list(place)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.delete(place);
    } catch (NoSuchFileException e) {
      // Somebody has tidied up the folder for temporary files; so it is gone, as it should be.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
