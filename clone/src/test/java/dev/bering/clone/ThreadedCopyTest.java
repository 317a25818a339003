package dev.bering.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadedCopyTest {

  @TempDir Path folder;

  private void copy(FileCopy file) throws IOException {
    new ThreadedCopy(
            Location.of(folder.resolve("source")),
            Location.of(folder.resolve("target")),
            Stores::open)
        .copy(List.of(file).iterator(), 1, done -> {});
  }

  @Test
  void givesNoNameToAFileThatHasAnotherLengthThanWasPlanned() throws IOException {
    Files.createDirectory(folder.resolve("source"));
    Files.writeString(folder.resolve("source/x"), "01234567");
    for (int planned : new int[] {7, 9}) {
      assertThatThrownBy(() -> copy(FileCopy.of("x", planned)))
          .isInstanceOfSatisfying(
              UserException.class,
              refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.TEMPORARY))
          .hasMessage(
              "Cannot copy x of %s: it had %d bytes, then 8."
                  .formatted(folder.resolve("source"), planned));
    }
    assertThatThrownBy(() -> copy(FileCopy.of("y", 1)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot copy y of %s: it was there when the plan was made and is not any more."
                .formatted(folder.resolve("source")));
    assertThat(folder.resolve("target/x")).doesNotExist();
    assertThat(folder.resolve("target/_bering/scratch")).isEmptyDirectory();
  }
}
