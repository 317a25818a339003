package dev.bering.stores;

import static dev.bering.stores.StoreContract.NOON;
import static dev.bering.stores.StoreContract.read;
import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetryingStoreTest {

  private static final int ATTEMPTS = 4;

  @TempDir Path folder;

  private final Retries retries =
      new Retries(new Backoff(ATTEMPTS, Duration.ZERO, Duration.ofMillis(1)));
  private FailingStore failing;
  private Store store;

  @BeforeEach
  void open() {
    failing = new FailingStore(new LocalStore(folder.resolve("root")));
    store = new RetryingStore(failing, retries);
  }

  /** A store whose next calls fail, before or after they did their work. */
  private static final class FailingStore extends ForwardingStore {
    private int calls;
    private int failures;
    private boolean afterwards;
    private Supplier<IOException> failure = () -> new SocketTimeoutException("Read timed out");

    FailingStore(Store store) {
      super(store);
    }

    private <T> T passing(Retries.Attempt<T> work) throws IOException {
      calls++;
      if (failures == 0) {
        return work.run();
      }
      failures--;
      if (afterwards) {
        work.run();
      }
      throw failure.get();
    }

    @Override
    public Optional<StoredFile> status(String path) throws IOException {
      return passing(() -> store.status(path));
    }

    @Override
    public List<StoredFile> list(String folder) throws IOException {
      return passing(() -> store.list(folder));
    }

    @Override
    public void walk(String folder, Visitor visitor) throws IOException {
      passing(
          () -> {
            store.walk(folder, visitor);
            return true;
          });
    }

    @Override
    public StoreInput open(String path) throws IOException {
      return passing(() -> store.open(path));
    }

    @Override
    public ContentHash write(String path, Content content) throws IOException {
      return passing(() -> store.write(path, content));
    }

    @Override
    public boolean writeIfAbsent(String path, Content content, Instant modified)
        throws IOException {
      return passing(() -> store.writeIfAbsent(path, content, modified));
    }

    @Override
    public void delete(String path) throws IOException {
      passing(
          () -> {
            store.delete(path);
            return true;
          });
    }

    @Override
    public Optional<Copied> copyInside(Store source, String sourcePath, long sizeBytes, String path)
        throws IOException {
      return passing(() -> store.copyInside(source, sourcePath, sizeBytes, path));
    }
  }

  @FunctionalInterface
  private interface Operation {
    void run(Store store) throws IOException;
  }

  private static final List<Operation> OPERATIONS =
      List.of(
          store -> store.write("y", text("y")),
          store -> store.writeIfAbsent("z", text("z"), NOON),
          store -> store.status("x"),
          store -> store.list(""),
          store -> store.walk("", file -> {}),
          store -> store.open("x").close(),
          store -> store.copyInside(store, "x", 1, "copy"),
          store -> store.delete("y"));

  @Test
  void triesEveryOperationAgain() throws IOException {
    store.write("x", text("x"));
    long retried = 0;
    for (Operation operation : OPERATIONS) {
      failing.failures = ATTEMPTS - 1;
      failing.calls = 0;
      operation.run(store);
      retried += ATTEMPTS - 1;
      assertThat(failing.calls).isEqualTo(ATTEMPTS);
      assertThat(retries.counts()).isEqualTo(new Retries.Counts(retried, 0, 0));
    }
  }

  @Test
  void givesUpOnEveryOperationAfterSoManyAttempts() throws IOException {
    long givenUp = 0;
    for (Operation operation : OPERATIONS) {
      failing.failures = 100;
      failing.calls = 0;
      assertThatThrownBy(() -> operation.run(store))
          .isInstanceOf(IOException.class)
          .hasMessage("Read timed out, 4 times in a row")
          .hasCauseInstanceOf(SocketTimeoutException.class);
      assertThat(failing.calls).isEqualTo(ATTEMPTS);
      givenUp++;
      assertThat(retries.counts())
          .isEqualTo(new Retries.Counts(givenUp * (ATTEMPTS - 1), 0, givenUp));
    }
  }

  @Test
  void passesOtherFailuresAtOnce() throws IOException {
    failing.failure = () -> new NoSuchFileException("x");
    for (Operation operation : OPERATIONS) {
      failing.failures = 100;
      failing.calls = 0;
      assertThatThrownBy(() -> operation.run(store)).isInstanceOf(NoSuchFileException.class);
      assertThat(failing.calls).isEqualTo(1);
    }
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(0, 0, 0));
  }

  @Test
  void countsThrottlingByItself() throws IOException {
    failing.failure = () -> new PassingException(Transience.THROTTLED, "slow down", null);
    failing.failures = 2;
    store.write("x", text("x"));
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(2, 2, 0));
  }

  @Test
  void doesNotMultiplyAttemptsOfWhatAlreadyGaveUp() {
    failing.failure = () -> new GaveUpException(ATTEMPTS, new SocketTimeoutException("late"));
    failing.failures = 100;
    assertThatThrownBy(() -> store.status("x")).hasMessage("late, 4 times in a row");
    assertThat(failing.calls).isEqualTo(1);
  }

  @Test
  void countsAFileAsItsOwnThatItMadeUnheard() throws IOException {
    failing.afterwards = true;
    failing.failures = 1;
    assertThat(store.writeIfAbsent("x", text("mine"), NOON)).isTrue();
  }

  @Test
  void doesNotCountAnothersFileAsItsOwn() throws IOException {
    failing.store.write("x", text("theirs"));
    failing.failures = 1;
    assertThat(store.writeIfAbsent("x", text("mine"), NOON)).isFalse();
    assertThat(read(failing.store, "x")).isEqualTo("theirs");
  }

  @Test
  void tellsOfNoFileTwice() throws IOException {
    store.write("a", text("a"));
    failing.afterwards = true;
    failing.failures = 1;
    List<String> seen = new ArrayList<>();
    assertThatThrownBy(() -> store.walk("", file -> seen.add(file.path())))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(seen).containsExactly("a");
  }

  @Test
  void passesOnWhatTheVisitorThrew() throws IOException {
    store.write("a", text("a"));
    List<String> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                store.walk(
                    "",
                    file -> {
                      seen.add(file.path());
                      throw new SocketTimeoutException("the visitor's own");
                    }))
        .hasMessage("the visitor's own");
    assertThat(seen).containsExactly("a");
  }

  @Test
  void stopsWhenInterrupted() {
    Retries slow = new Retries(new Backoff(ATTEMPTS, Duration.ofHours(1), Duration.ofHours(1)));
    failing.failures = 100;
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new RetryingStore(failing, slow).status("x"))
        .hasMessage("interrupted after: Read timed out");
    assertThat(Thread.interrupted()).isTrue();
  }
}
