package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bering.model.UserException;
import dev.bering.stores.Store.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Store} promises of files that it is given. */
abstract class StoreWritingContract extends StoreCase {

  /** Whether files can be given a modification time. */
  abstract boolean keepsTimes();

  /** Whether a file can be made only if it is absent. */
  boolean writesIfAbsent() {
    return true;
  }

  private static final Content BROKEN =
      () ->
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

  /** Content whose stream breaks after so many bytes. */
  private static Content breakingAfter(int length) {
    return () ->
        new java.io.SequenceInputStream(new ByteArrayInputStream(random(length)), BROKEN.open());
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
  void keepsAFileOfNoBytes() throws IOException {
    Store store = store();
    ContentHash hash = store.write("empty", text(""));
    assertThat(hash.sizeBytes()).isZero();
    assertThat(store.status("empty")).map(StoredFile::sizeBytes).contains(0L);
    assertThat(read(store, "empty")).isEmpty();
    assertThat(store.hash("empty")).isEqualTo(hash);
  }

  @Test
  void keepsLargeFilesToTheLastByte() throws IOException {
    Store store = store();
    for (int length : List.of(largeBytes() - 1, largeBytes(), largeBytes() + 1, 3 * largeBytes())) {
      byte[] bytes = random(length);
      ContentHash hash = store.write("large/" + length, Content.of(bytes));
      assertThat(hash).isEqualTo(ContentHash.of(new ByteArrayInputStream(bytes)));
      assertThat(store.hash("large/" + length)).isEqualTo(hash);
      assertThat(store.status("large/" + length))
          .map(StoredFile::sizeBytes)
          .contains((long) length);
    }
  }

  @Test
  void writesAbsentFilesOnly() throws IOException {
    assumeTrue(writesIfAbsent());
    Store store = store();
    assertThat(store.writeIfAbsent("log/1.json", text("first"), NOON)).isTrue();
    assertThat(store.writeIfAbsent("log/1.json", text("second"), NOON)).isFalse();
    assertThat(read(store, "log/1.json")).isEqualTo("first");
    assertThat(store.keepsTimes()).isEqualTo(keepsTimes());
    if (keepsTimes()) {
      assertThat(store.status("log/1.json")).map(StoredFile::modified).contains(NOON);
    }
  }

  @Test
  void writesLargeAbsentFilesOnly() throws IOException {
    assumeTrue(writesIfAbsent());
    Store store = store();
    byte[] first = random(2 * largeBytes());
    assertThat(store.writeIfAbsent("x", Content.of(first), NOON)).isTrue();
    assertThat(store.writeIfAbsent("x", Content.of(random(2 * largeBytes() + 1)), NOON)).isFalse();
    assertThat(store.hash("x")).isEqualTo(ContentHash.of(new ByteArrayInputStream(first)));
  }

  @Test
  void letsExactlyOneOfManyWritersWin() throws Exception {
    assumeTrue(writesIfAbsent());
    Store store = store();
    for (int key = 0; key < 20; key++) {
      String path = "log/" + key;
      List<Boolean> won =
          atOnce(writer -> store.writeIfAbsent(path, text("writer " + writer), NOON));
      assertThat(won).as(path).containsOnlyOnce(true);
      assertThat(read(store, path)).isEqualTo("writer " + won.indexOf(true));
    }
  }

  @Test
  void showsTheWholeContentOfOneOfManyWriters() throws Exception {
    Store store = store();
    List<ContentHash> written =
        atOnce(writer -> store.write("x", Content.of(random(100_000 + writer))));
    assertThat(written).contains(store.hash("x"));
  }

  @FunctionalInterface
  private interface Writer<T> {
    T write(int number) throws IOException;
  }

  private static <T> List<T> atOnce(Writer<T> writer) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<T>> writers = new ArrayList<>();
      for (int number = 0; number < WRITERS; number++) {
        int own = number;
        writers.add(() -> writer.write(own));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : pool.invokeAll(writers)) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void keepsTheOldContentIfTheNewCannotBeRead() throws IOException {
    Store store = store();
    store.write("x", text("old"));
    for (Content broken : List.of(BROKEN, breakingAfter(10), breakingAfter(2 * largeBytes()))) {
      assertThatThrownBy(() -> store.write("x", broken)).hasMessage("the source broke");
      if (writesIfAbsent()) {
        assertThatThrownBy(() -> store.writeIfAbsent("y", broken, NOON))
            .hasMessage("the source broke");
      }
    }
    assertThat(read(store, "x")).isEqualTo("old");
    assertThat(store.status("y")).isEmpty();
    assertThat(walked(store, "")).containsExactly("x");
  }

  @Test
  void deletesWhatIsThereAndNothingElse() throws IOException {
    Store store = store();
    store.write("a/x", text("x"));
    store.write("a/xy", text("y"));
    store.delete("a/x");
    store.delete("a/x");
    assertThat(store.status("a/x")).isEmpty();
    assertThat(read(store, "a/xy")).isEqualTo("y");
  }

  @Test
  void makesNoFileBelowAFileOrKeepsBoth() throws IOException {
    Store store = store();
    store.write("x", text("file"));
    for (String path : List.of("x/y", "x/y/z")) {
      try {
        assertThat(store.write(path, text("below")).sizeBytes()).isEqualTo(5);
        assertThat(read(store, path)).isEqualTo("below");
      } catch (IOException e) {
        assertThat(store.status(path)).isEmpty();
      }
      if (writesIfAbsent() && store.status(path).isEmpty()) {
        assertThatThrownBy(() -> store.writeIfAbsent(path, text("below"), NOON))
            .isInstanceOf(IOException.class);
      }
    }
    assertThat(read(store, "x")).isEqualTo("file");
  }

  @Test
  void admitsOneWriterAtATime() throws IOException {
    assumeTrue(writesIfAbsent());
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
