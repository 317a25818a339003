package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop's file system of local files, which stands for those that rename in two steps. */
class HadoopLocalStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  Store store() {
    Retries retries = new Retries(new Backoff(100, Duration.ZERO, Duration.ofMillis(5)));
    return new RetryingStore(
        HadoopSettings.none().open(Location.of(folder.resolve("root")), retries), retries);
  }

  @Override
  boolean keepsTimes() {
    return true;
  }

  @Override
  boolean writesIfAbsent() {
    return false;
  }

  @Test
  void refusesWhatItCannotDoAtomically() throws IOException {
    Store store = store();
    assertThatThrownBy(() -> store.writeIfAbsent("log/1", text("x"), NOON))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write log/1 to %s: Hadoop's file system for 'file:' does not promise that of"
                    .formatted(store.name())
                + " two writers only one succeeds.");
    // So no clone begins there either: it would take the lock first.
    assertThatThrownBy(() -> store.lock().close())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write _bering/lock to %s: Hadoop's file system for 'file:' does not promise"
                    .formatted(store.name())
                + " that of two writers only one succeeds.");
    assertThat(walked(store, "")).isEmpty();
  }

  @Test
  void knowsThatHadoopsChecksumsAreNoFiles() throws IOException {
    Store store = store();
    store.write("a/x", text("x"));
    assertThat(folder.resolve("root/a/.x.crc")).exists();
    assertThat(walked(store, "")).containsExactly("a/x");
    assertThat(store.list("a")).hasSize(1);
    assertThat(store.status("a/.x.crc")).isEmpty();
  }
}
