package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.TestSpark;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a platform from being laid down; {@link MigrationTest} lays one. */
@Tag("spark")
class LegacyPlatformTest {

  @TempDir Path folder;

  @Test
  void leavesAnEarlierPlatformAloneIfTheFileIsWrong() throws IOException {
    DemoFolder demo = DemoFolder.open(folder.resolve("demo"));
    Path earlier = demo.renew("legacy", made -> true).resolve("landing");
    Files.createDirectory(earlier);
    Path wrong = Lines.write(folder.resolve("wrong.csv"), List.of("not,a,connection"));

    assertThatThrownBy(() -> lay(demo, ConnectionSource.file(wrong)))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read connections from " + wrong + ": line 1 has 3 columns, not 42.");
    assertThat(earlier).exists();
  }

  @Test
  void leavesAPlatformAloneInWhichSomebodyKeepsFiles() throws IOException {
    DemoFolder demo = DemoFolder.open(folder.resolve("demo"));
    Path notes = demo.renew("legacy", made -> true).resolve("notes.txt");
    Files.createFile(notes);

    assertThatThrownBy(() -> lay(demo, ConnectionSource.generated(1, 24)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot lay the demo in "
                + demo.part("legacy")
                + ": it holds legacy/notes.txt, which the demo did not make.");
    assertThat(notes).exists();
  }

  private static LegacyPlatform lay(DemoFolder demo, ConnectionSource source) {
    return LegacyPlatform.lay(demo, source, TestSpark.session(), Progress.NONE);
  }
}
