package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

  @TempDir Path temporary;
  Path root;

  @BeforeEach
  void nameAFolder() {
    root = temporary.resolve("demo");
  }

  @Test
  void takesAFolderThatIsNotThereOneThatIsEmptyAndItsOwn() throws IOException {
    assertThat(DemoFolder.open(root).root()).isEqualTo(root).isDirectory();
    Files.createDirectory(root.resolve("results"));
    assertThat(DemoFolder.open(root).root()).isEqualTo(root);
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    assertThat(DemoFolder.open(empty).root()).isEqualTo(empty);
  }

  @Test
  void refusesAFolderOfSomebodyElse() throws IOException {
    Files.createDirectory(root);
    for (String name : new String[] {"b", "a", "d", "c", "e"}) {
      Files.createFile(root.resolve(name));
    }

    assertThatThrownBy(() -> DemoFolder.open(root))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot lay the demo in "
                + root
                + ": it holds a, b, c and 2 more, which the demo did not make.");
    assertThat(root.resolve(".bering-demo")).doesNotExist();
  }

  @Test
  void refusesAFile() throws IOException {
    Files.createFile(root);

    assertThatThrownBy(() -> DemoFolder.open(root))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot lay the demo in " + root + ": it is a file.");
  }

  @Test
  void emptiesAPartAndNothingElse() throws IOException {
    DemoFolder demo = DemoFolder.open(root);
    Path part = demo.renew("legacy", DemoFolderTest::isData);
    Files.createDirectories(part.resolve("deep/er"));
    Files.createFile(part.resolve("deep/er/1.data"));
    Path other = Files.createFile(Files.createDirectory(demo.part("ported")).resolve("2.data"));

    assertThat(demo.renew("legacy", DemoFolderTest::isData)).isEmptyDirectory();
    assertThat(other).exists();
  }

  @Test
  void removesNothingFromAPartThatHoldsSomethingElse() throws IOException {
    DemoFolder demo = DemoFolder.open(root);
    Path part = demo.renew("legacy", DemoFolderTest::isData);
    Path made = Files.createFile(part.resolve("1.data"));
    Files.createFile(Files.createDirectory(part.resolve("deep")).resolve("notes.txt"));

    assertThatThrownBy(() -> demo.renew("legacy", DemoFolderTest::isData))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot lay the demo in "
                + part
                + ": it holds legacy/deep/notes.txt, which the demo did not make.");
    assertThat(made).exists();
  }

  @Test
  void followsNoLinkOutOfTheFolder() throws IOException {
    DemoFolder demo = DemoFolder.open(root);
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Path precious = Files.createFile(outside.resolve("1.data"));
    Files.createSymbolicLink(demo.part("legacy"), outside);

    assertThatThrownBy(() -> demo.renew("legacy", DemoFolderTest::isData))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot lay the demo in "
                + demo.part("legacy")
                + ": it holds legacy, which the demo did not make.");
    assertThat(precious).exists();
  }

  private static boolean isData(Path path) {
    return path.toString().endsWith(".data");
  }
}
