package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bering.model.UserException;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Store} promises. */
public abstract class StoreContract extends StoreWritingContract {

  /** Whether names may hold a colon. */
  boolean takesColons() {
    return true;
  }

  /** Whether a reader notices that the file was replaced under it. */
  boolean noticesChanges() {
    return false;
  }

  /** How many files are surely too many for one page of a listing. */
  int manyFiles() {
    return 200;
  }

  @Test
  void listsAFolderByName() throws IOException {
    Store store = store();
    for (String name : List.of("log/b", "log/a", "log/deeper/c", "other", "log.txt")) {
      store.write(name, text(name));
    }
    assertThat(store.list("log")).extracting(StoredFile::path).containsExactly("log/a", "log/b");
    assertThat(store.list("")).extracting(StoredFile::path).containsExactly("log.txt", "other");
    assertThat(store.list("nowhere")).isEmpty();
    assertThat(store.list("other")).isEmpty();
  }

  @Test
  void listsMoreThanAPageful() throws Exception {
    Store store = store();
    List<String> names = IntStream.range(0, manyFiles()).mapToObj("many/%04d"::formatted).toList();
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<ContentHash>> writers = new ArrayList<>();
      names.forEach(name -> writers.add(() -> store.write(name, text(name))));
      for (Future<ContentHash> written : pool.invokeAll(writers)) {
        written.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(store.list("many")).extracting(StoredFile::path).isEqualTo(names);
    assertThat(walked(store, "")).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void listsTheFoldersOfAFolderByName() throws IOException {
    Store store = store();
    for (String path :
        List.of("lake/b/x", "lake/a/_log/0", "lake/a/y", "lake/file", "lake/c d/z")) {
      store.write(path, text(path));
    }
    assertThat(store.folders("lake")).containsExactly("a", "b", "c d");
    assertThat(store.folders("")).contains("lake");
    assertThat(store.folders("lake/b")).isEmpty();
    assertThat(store.folders("lake/file")).isEmpty();
    assertThat(store.folders("nowhere")).isEmpty();
  }

  @Test
  void walksEverythingBelowAFolder() throws IOException {
    Store store = store();
    for (String name : List.of("log/b", "log/a", "log/deeper/c", "logs", "other")) {
      store.write(name, text(name));
    }
    assertThat(walked(store, "log")).containsExactlyInAnyOrder("log/a", "log/b", "log/deeper/c");
    assertThat(walked(store, ""))
        .containsExactlyInAnyOrder("log/a", "log/b", "log/deeper/c", "logs", "other");
    assertThat(walked(store, "nowhere")).isEmpty();
    assertThat(walked(store, "other")).isEmpty();
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
      in.seek(1000);
      assertThat(in.read()).isEqualTo(-1);
      in.seek(9);
      assertThat(in.read()).isEqualTo('9');
    }
  }

  @Test
  void readsLargeFilesFromAnyPlace() throws IOException {
    Store store = store();
    byte[] bytes = random(3 * largeBytes());
    store.write("x", Content.of(bytes));
    Random random = new Random(7);
    try (StoreInput in = store.open("x")) {
      for (int jump = 0; jump < 30; jump++) {
        int position = random.nextInt(bytes.length - 5000);
        byte[] read = new byte[5000];
        in.seek(position);
        in.readFully(read, 0, read.length);
        assertThat(read)
            .as("from %d", position)
            .isEqualTo(java.util.Arrays.copyOfRange(bytes, position, position + read.length));
      }
    }
  }

  @Test
  void noticesThatAFileWasReplacedUnderItsReader() throws IOException {
    assumeTrue(noticesChanges());
    Store store = store();
    store.write("x", Content.of(random(3 * largeBytes())));
    try (StoreInput in = store.open("x")) {
      in.readNBytes(10);
      store.write("x", Content.of(random(3 * largeBytes() + 1)));
      in.seek(2L * largeBytes());
      assertThatThrownBy(() -> in.read())
          .isInstanceOf(IOException.class)
          .hasMessage(store.name() + "/x was replaced while it was being read");
    }
  }

  @Test
  void takesNamesAsTheyAre() throws IOException {
    Store store = store();
    List<String> names =
        List.of(
            "a b",
            "a%20b",
            "a+b",
            "p=x y",
            "ü/ä",
            "u\u0308",
            "\uD83D\uDE00/漢字",
            "#?&",
            "[*]",
            "{a,b}",
            "'\"<>|",
            "~",
            "$x^`",
            ".hidden",
            "_x");
    for (String name : names) {
      store.write(name, text(name));
    }
    for (String name : names) {
      assertThat(read(store, name)).isEqualTo(name);
    }
    assertThat(walked(store, "")).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void takesColonsOrRefusesThemByName() throws IOException {
    Store store = store();
    if (takesColons()) {
      store.write("p=x:y/z", text("colon"));
      assertThat(read(store, "p=x:y/z")).isEqualTo("colon");
      assertThat(walked(store, "")).containsExactly("p=x:y/z");
    } else {
      assertThatThrownBy(() -> store.write("p=x:y/z", text("colon")))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot keep p=x:y/z in %s: HDFS allows no ':' in names.".formatted(store.name()));
    }
  }

  @Test
  void knowsNoFileWhereThereIsNone() throws IOException {
    Store store = store();
    assertThat(store.status("nothing")).isEmpty();
    assertThatThrownBy(() -> store.open("nothing").close()).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.copy(store, "nothing", 1, "x"))
        .isInstanceOf(NoSuchFileException.class);
    store.write("folder/file", text("x"));
    assertThat(store.status("folder")).isEmpty();
  }

  @Test
  void copiesWithinItself() throws IOException {
    Store store = store();
    for (int length : List.of(0, 10, 2 * largeBytes() + 1)) {
      ContentHash hash = store.write("from a/" + length, Content.of(random(length)));
      Copied copied = store.copy(store, "from a/" + length, length, "to b/" + length);
      assertThat(copied.sizeBytes()).isEqualTo(length);
      assertThat(store.hash("to b/" + length)).isEqualTo(hash);
    }
  }

  @Test
  void copiesNoFileOfAnotherLengthThanWasMeant() throws IOException {
    Store store = store();
    Store through = new DisturbedStore(store, () -> {});
    store.write("from", text("0123456789"));
    store.write("to", text("old"));
    for (Store source : List.of(store, through)) {
      for (long meant : List.of(0L, 9L, 11L, 3L * largeBytes())) {
        assertThatThrownBy(() -> store.copy(source, "from", meant, "to"))
            .isInstanceOf(ChangedException.class)
            .hasMessage("%s/from had %d bytes, then 10".formatted(store.name(), meant));
      }
    }
    assertThat(read(store, "to")).isEqualTo("old");
    assertThat(walked(store, "")).containsExactlyInAnyOrder("from", "to");
  }

  /** What a writer that keeps to no rules does to a local file. */
  private enum Disturbed {
    CUT {
      @Override
      void now(Path file) throws IOException {
        Files.write(file, random(7));
      }
    },
    CONTINUED {
      @Override
      void now(Path file) throws IOException {
        Files.write(file, random(7), StandardOpenOption.APPEND);
      }
    },
    OVERWRITTEN {
      @Override
      void now(Path file) throws IOException {
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, FileTime.from(NOON));
      }
    },
    REPLACED {
      @Override
      void now(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        Path other = file.resolveSibling("other");
        Files.write(other, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(other, modified);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      }
    };

    abstract void now(Path file) throws IOException;

    String fact(int length) {
      return switch (this) {
        case CUT -> "had %d bytes, then 7".formatted(length);
        case CONTINUED -> "had %d bytes, then %d".formatted(length, length + 7);
        default -> "was replaced while it was being read";
      };
    }
  }

  @Test
  void copiesNoLocalFileThatChangesMeanwhile(@TempDir Path folder) throws IOException {
    Store store = store();
    store.write("to", text("old"));
    for (Disturbed how : Disturbed.values()) {
      for (int length : List.of(10, 2 * largeBytes())) {
        Path file = Files.write(folder.resolve("from"), random(length));
        Store source = new DisturbedStore(new LocalStore(folder), () -> how.now(file));
        assertThatThrownBy(() -> store.copy(source, "from", length, "to"))
            .as("%s with %d bytes", how, length)
            .isInstanceOf(ChangedException.class)
            .hasMessage("%s %s".formatted(file, how.fact(length)));
      }
    }
    Path file = Files.write(folder.resolve("from"), random(10));
    Store source = new DisturbedStore(new LocalStore(folder), () -> Files.delete(file));
    assertThatThrownBy(() -> store.copy(source, "from", 10, "to"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(read(store, "to")).isEqualTo("old");
    assertThat(walked(store, "")).containsExactly("to");
  }

  @Test
  void copiesNoFileOfItsOwnThatIsReplacedMeanwhile() throws IOException {
    Store store = store();
    store.write("to", text("old"));
    int length = 3 * largeBytes();
    for (int lengthNow : List.of(length, length - 1, length + 1)) {
      store.write("from", Content.of(random(length)));
      Store source =
          new DisturbedStore(store, () -> store.write("from", Content.of(new byte[lengthNow])));
      assertThatThrownBy(() -> store.copy(source, "from", length, "to"))
          .isInstanceOf(ChangedException.class)
          .hasMessageStartingWith(store.name() + "/from ")
          .hasMessageMatching(".* (was replaced while it was being read|had .* bytes, then .*)");
    }
    assertThat(read(store, "to")).isEqualTo("old");
    assertThat(walked(store, "")).containsExactlyInAnyOrder("from", "to");
  }

  @Test
  void neverLeavesItsRoot() throws IOException {
    Store store = store();
    assertThatThrownBy(() -> store.write("../x", text("x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Path '../x' leaves root %s".formatted(store.name()));
    assertThatThrownBy(() -> store.open("a/../../x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Path 'a/../../x' leaves root %s".formatted(store.name()));
  }

  @Test
  void takesNoSecondSpellingOfAPath() throws IOException {
    Store store = store();
    for (String path : List.of("/x", "a//x", "./x", "x/")) {
      assertThatThrownBy(() -> store.status(path))
          .as(path)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "Path '%s' below root %s has a part ".formatted(path, store.name()));
    }
  }
}
