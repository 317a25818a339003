package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
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

  /** Works out a plan, which keeps on this machine's disk what does not fit in memory. */
  public interface Planning {
    ClonePlan plan(Staging staging) throws IOException;
  }

  /**
   * The plan that {@code planning} makes. What it keeps on disk lasts until the plan is closed, and
   * is removed at once if there is none.
   *
   * @throws UserException CLONE_UNREADABLE if a side cannot be read, and what {@code planning}
   *     throws
   */
  public static ClonePlan plan(Location source, Planning planning) {
    Staging staging = new Staging();
    boolean done = false;
    try {
      ClonePlan plan = planning.plan(staging);
      done = true;
      return plan;
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot clone %s: %s.".formatted(source, Failures.fact(e)),
              "check the permissions of both folders, then run the same command again"),
          e);
    } finally {
      if (!done) {
        staging.close();
      }
    }
  }
}
