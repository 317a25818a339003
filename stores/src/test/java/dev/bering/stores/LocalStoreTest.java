package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  Store store() {
    return new LocalStore(folder.resolve("root"));
  }

  @Override
  boolean keepsTimes() {
    return true;
  }

  @ParameterizedTest
  @EnumSource
  void copiesLocalFilesOfEveryLengthToTheLastByte(Proof proof) throws IOException {
    Store source = store();
    Store target = new LocalStore(folder.resolve("target"), proof);
    int piece = 1 << 18;
    for (int length : List.of(0, 1, piece - 1, piece, piece + 1, 3 * piece + 7)) {
      ContentHash hash = source.write("file", Content.of(random(length)));
      assertThat(target.copy(source, "file", length, "a/b/copy"))
          .isEqualTo(
              new Copied.ByMachine(
                  length, proof == Proof.HASH ? Copied.Agreement.CHECKSUM : Copied.Agreement.SIZE));
      assertThat(target.hash("a/b/copy")).isEqualTo(hash);
    }
    target.settle();
    assertThat(target.list("_bering/scratch")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void keepsWhatIsThereWhenACopyFails(Proof proof) throws IOException {
    Store source = store();
    Store target = new LocalStore(folder.resolve("target"), proof);
    source.write("folder/file", text("x"));
    target.write("copy", text("old"));
    assertThatThrownBy(() -> target.copy(source, "folder", 1, "copy"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> target.copy(source, "absent", 1, "copy"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(read(target, "copy")).isEqualTo("old");
    assertThat(target.list("_bering/scratch")).isEmpty();
  }

  /** A race, run until the writer hits upon a copy. */
  @ParameterizedTest
  @EnumSource
  void noticesThatAFileIsOverwrittenWhileThisMachineCopiesIt(Proof proof) throws Exception {
    Store source = store();
    Store target = new LocalStore(folder.resolve("target"), proof);
    int length = 8 << 20;
    source.write("file", Content.of(random(length)));
    target.write("copy", text("old"));
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              try (FileChannel file =
                  FileChannel.open(folder.resolve("root/file"), StandardOpenOption.WRITE)) {
                while (!done.get()) {
                  file.write(ByteBuffer.wrap(new byte[] {1}), length - 1);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.start();
    try {
      assertThatThrownBy(
              () -> {
                for (int attempt = 0; attempt < 1000; attempt++) {
                  target.copy(source, "file", length, "copied/" + attempt);
                  target.delete("copied/" + attempt);
                }
              })
          .isInstanceOf(ChangedException.class)
          .hasMessage(folder.resolve("root/file") + " was replaced while it was being read");
    } finally {
      done.set(true);
      writer.join();
    }
    assertThat(walked(target, "")).containsExactly("copy");
  }

  @Test
  void knowsEveryChangeOfALocalFile() throws IOException {
    Path file = Files.write(folder.resolve("file"), random(10));
    LocalVersion version = LocalVersion.of(file);
    version.requireStillAt(file);
    Files.write(file, random(9));
    assertThatThrownBy(() -> version.requireStillAt(file))
        .isInstanceOf(ChangedException.class)
        .hasMessage(file + " had 10 bytes, then 9");
    Files.write(file, new byte[10]);
    Files.setLastModifiedTime(file, version.modified());
    version.requireStillAt(file); // what its time hides is not seen
    Files.setLastModifiedTime(file, FileTime.from(NOON));
    assertThatThrownBy(() -> version.requireStillAt(file))
        .isInstanceOf(ChangedException.class)
        .hasMessage(file + " was replaced while it was being read");
    Files.delete(file);
    assertThatThrownBy(() -> version.requireStillAt(file)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void settlesTheFoldersOfCopiesOnceAndSaysWhenItCannot() throws IOException {
    Store source = store();
    Store target = new LocalStore(folder.resolve("target"));
    source.write("file", text("x"));
    target.copy(source, "file", 1, "a/b/copy");
    target.delete("a/b/copy");
    Files.delete(folder.resolve("target/a/b"));
    assertThatThrownBy(target::settle).isInstanceOf(NoSuchFileException.class);
    target.copy(source, "file", 1, "a/b/copy");
    target.settle();
    target.delete("a/b/copy");
    Files.delete(folder.resolve("target/a/b"));
    target.settle();
  }

  @Test
  void removesWhatAKilledWriterLeftBehind() throws IOException {
    Path leftOver = folder.resolve("root/_bering/scratch/part");
    Files.createDirectories(leftOver.getParent());
    Files.writeString(leftOver, "half a fi");
    store().lock().close();
    assertThat(leftOver).doesNotExist();
  }
}
