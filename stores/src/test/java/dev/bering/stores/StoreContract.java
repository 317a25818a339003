package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import dev.bering.stores.Store.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Store} promises. */
public abstract class StoreContract {

  static final Instant NOON = Instant.parse("2025-06-01T12:00:00Z");

  /** An empty store. */
  abstract Store store() throws IOException;

  /** Whether files can be given a modification time. */
  abstract boolean keepsTimes();

  private static InputStream text(String content) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(Store store, String path) throws IOException {
    try (InputStream in = store.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Store store = store();
    ContentHash hash = store.write("a/b/c.txt", text("hello"));
    assertThat(read(store, "a/b/c.txt")).isEqualTo("hello");
    assertThat(store.hash("a/b/c.txt")).isEqualTo(hash);
    assertThat(store.status("a/b/c.txt")).map(StoredFile::sizeBytes).contains(5L);
  }

  @Test
  void replacesWhatIsThere() throws IOException {
    Store store = store();
    store.write("x", text("old and long"));
    store.write("x", text("new"));
    assertThat(read(store, "x")).isEqualTo("new");
  }

  @Test
  void writesOnlyIfAbsent() throws IOException {
    Store store = store();
    assertThat(store.writeIfAbsent("log/1.json", text("first"), NOON)).isTrue();
    assertThat(store.writeIfAbsent("log/1.json", text("second"), NOON)).isFalse();
    assertThat(read(store, "log/1.json")).isEqualTo("first");
    if (keepsTimes()) {
      assertThat(store.status("log/1.json")).map(StoredFile::modified).contains(NOON);
    }
  }

  @Test
  void letsExactlyOneOfManyWritersWin() throws Exception {
    Store store = store();
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      for (int key = 0; key < 20; key++) {
        String path = "log/" + key;
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int writer = 0; writer < 16; writer++) {
          String content = "writer " + writer;
          writers.add(() -> store.writeIfAbsent(path, text(content), NOON));
        }
        int winners = 0;
        for (Future<Boolean> won : pool.invokeAll(writers)) {
          winners += won.get() ? 1 : 0;
        }
        assertThat(winners).as(path).isEqualTo(1);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void keepsTheOldContentIfTheNewCannotBeRead() throws IOException {
    Store store = store();
    store.write("x", text("old"));
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the source broke");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> store.write("x", broken)).hasMessage("the source broke");
    assertThatThrownBy(() -> store.writeIfAbsent("y", broken, NOON)).hasMessage("the source broke");
    assertThat(read(store, "x")).isEqualTo("old");
    assertThat(store.status("y")).isEmpty();
  }

  @Test
  void listsAFolderByName() throws IOException {
    Store store = store();
    for (String name : List.of("log/b", "log/a", "log/deeper/c", "other")) {
      store.write(name, text(name));
    }
    assertThat(store.list("log")).extracting(StoredFile::path).containsExactly("log/a", "log/b");
    assertThat(store.list("nowhere")).isEmpty();
  }

  @Test
  void walksEverythingBelowAFolder() throws IOException {
    Store store = store();
    for (String name : List.of("log/b", "log/a", "log/deeper/c", "logs", "other")) {
      store.write(name, text(name));
    }
    assertThat(walked(store, "log")).containsExactlyInAnyOrder("log/a", "log/b", "log/deeper/c");
    assertThat(walked(store, "")).contains("log/a", "log/deeper/c", "logs", "other");
    assertThat(walked(store, "nowhere")).isEmpty();
  }

  private static List<String> walked(Store store, String folder) throws IOException {
    List<String> paths = new ArrayList<>();
    store.walk(folder, file -> paths.add(file.path()));
    return paths;
  }

  @Test
  void readsFromAnyPlace() throws IOException {
    Store store = store();
    store.write("x", text("0123456789"));
    try (StoreInput in = store.open("x")) {
      assertThat(in.sizeBytes()).isEqualTo(10);
      assertThat(in.read()).isEqualTo('0');
      in.seek(7);
      byte[] buffer = new byte[2];
      in.readFully(buffer, 0, 2);
      assertThat(new String(buffer, StandardCharsets.UTF_8)).isEqualTo("78");
      assertThat(in.position()).isEqualTo(9);
      in.seek(3);
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("3456789");
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void deletesWhatIsThereAndNothingElse() throws IOException {
    Store store = store();
    store.write("a/x", text("x"));
    store.delete("a/x");
    store.delete("a/x");
    assertThat(store.status("a/x")).isEmpty();
  }

  @Test
  void takesNamesAsTheyAre() throws IOException {
    Store store = store();
    for (String name : List.of("a b", "a%20b", "p=x:y", "ü/ä", "#?&", "[*]")) {
      store.write(name, text(name));
      assertThat(read(store, name)).isEqualTo(name);
    }
  }

  @Test
  void knowsNoFileWhereThereIsNone() throws IOException {
    Store store = store();
    assertThat(store.status("nothing")).isEmpty();
    assertThatThrownBy(() -> store.open("nothing").close()).isInstanceOf(NoSuchFileException.class);
    store.write("folder/file", text("x"));
    assertThat(store.status("folder")).isEmpty();
  }

  @Test
  void neverLeavesItsRoot() throws IOException {
    Store store = store();
    assertThatThrownBy(() -> store.write("../x", text("x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'../x' leaves root");
  }

  @Test
  void admitsOneWriterAtATime() throws IOException {
    Store store = store();
    try (Store.Lock lock = store.lock()) {
      assertThatThrownBy(() -> store.lock().close())
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot write to %s: another bering process is writing there."
                  .formatted(store.name()));
    }
    store.lock().close();
  }
}
