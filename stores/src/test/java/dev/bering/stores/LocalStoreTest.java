package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
      assertThat(target.copy(source, "file", "a/b/copy"))
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
    assertThatThrownBy(() -> target.copy(source, "folder", "copy")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> target.copy(source, "absent", "copy"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(read(target, "copy")).isEqualTo("old");
    assertThat(target.list("_bering/scratch")).isEmpty();
  }

  @Test
  void settlesTheFoldersOfCopiesOnceAndSaysWhenItCannot() throws IOException {
    Store source = store();
    Store target = new LocalStore(folder.resolve("target"));
    source.write("file", text("x"));
    target.copy(source, "file", "a/b/copy");
    target.delete("a/b/copy");
    Files.delete(folder.resolve("target/a/b"));
    assertThatThrownBy(target::settle).isInstanceOf(NoSuchFileException.class);
    target.copy(source, "file", "a/b/copy");
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
