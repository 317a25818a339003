package dev.bering.stores;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A claim on a root where the store knows no locks: a file that says who writes and for how long,
 * renewed as long as the owner lives. A claim that was not renewed in time is anybody's.
 *
 * <p>This keeps two runs from doing the same work, and no more: an owner that was only asleep may
 * go on writing for a moment after its claim was taken. What must never happen twice rests on
 * {@link Store#writeIfAbsent}, not on this.
 */
final class Lease implements Store.Lock {

  static final String PATH = Store.OWN_FOLDER + "/lock";

  /** For how long a claim counts that is not renewed. */
  static final Duration DURATION = Duration.ofSeconds(60);

  private static final int RENEWALS_PER_DURATION = 4;

  private final LeaseFile file;
  private final String root;
  private final LeaseNote note;
  private final Retries retries;
  private final ScheduledExecutorService renewer;
  private String tag;
  private long renewedAtNanos = System.nanoTime();
  private @Nullable String lost;

  private Lease(LeaseFile file, String root, LeaseNote note, String tag, Retries retries) {
    this.file = file;
    this.root = root;
    this.note = note;
    this.tag = tag;
    this.retries = retries;
    this.renewer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease of " + root);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Claims a root.
   *
   * @throws UserException STORE_LOCKED if somebody else holds it
   */
  static Lease claim(LeaseFile file, String root, Retries retries) throws IOException {
    LeaseNote note = new LeaseNote(UUID.randomUUID().toString(), DURATION, 1);
    Optional<String> tag = retries.call(() -> take(file, note));
    if (tag.isEmpty()) {
      throw UserException.temporary(
          new Problem(
              "STORE_LOCKED",
              "Cannot write to %s: another bering process is writing there.".formatted(root),
              "wait until it has ended, or %d seconds if it was killed, then run the same command"
                      .formatted(DURATION.toSeconds())
                  + " again"),
          new IOException("lock held: " + PATH));
    }
    Lease lease = new Lease(file, root, note, tag.get(), retries);
    long period = DURATION.toMillis() / RENEWALS_PER_DURATION;
    var unused =
        lease.renewer.scheduleWithFixedDelay(lease::renew, period, period, TimeUnit.MILLISECONDS);
    return lease;
  }

  private static Optional<String> take(LeaseFile file, LeaseNote note) throws IOException {
    Optional<String> made = file.create(note.text());
    if (made.isPresent()) {
      return made;
    }
    Optional<LeaseFile.Seen> seen = file.read();
    if (seen.isEmpty()) {
      return file.create(note.text());
    }
    LeaseNote held = LeaseNote.of(seen.get().text(), DURATION);
    if (held.owner().equals(note.owner())) {
      return Optional.of(seen.get().tag());
    }
    return seen.get().age().compareTo(held.duration()) > 0
        ? file.replace(seen.get(), note.text())
        : Optional.empty();
  }

  /** Makes the claim last longer; called by the renewing thread. */
  synchronized void renew() {
    if (lost != null) {
      return;
    }
    try {
      Optional<LeaseFile.Seen> seen = file.read();
      Optional<String> renewed =
          seen.isPresent() && LeaseNote.of(seen.get().text(), DURATION).owner().equals(note.owner())
              ? file.replace(seen.get(), note.renewed(System.nanoTime()).text())
              : Optional.empty();
      if (renewed.isEmpty()) {
        lost = "another process took it";
        return;
      }
      tag = renewed.get();
      renewedAtNanos = System.nanoTime();
    } catch (IOException | RuntimeException e) {
      if (System.nanoTime() - renewedAtNanos > DURATION.toNanos()) {
        lost = "it could not be renewed: " + e.getMessage();
      }
    }
  }

  /**
   * Gives the root back.
   *
   * @throws IOException if the claim had been lost meanwhile: somebody else may have written too
   */
  @Override
  public void close() throws IOException {
    renewer.shutdownNow();
    synchronized (this) {
      if (lost != null) {
        throw new IOException("the claim on %s was lost: %s".formatted(root, lost));
      }
      retries.call(
          () -> {
            file.remove(tag);
            return true;
          });
    }
  }
}
