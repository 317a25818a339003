package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {

  @TempDir Path folder;

  /** A process that has only a file to show. */
  static final class Showing {
    private Showing() {}

    public static void main(String[] args) {
      Browser.show(Path.of(args[0]), Terminal.system());
    }
  }

  @Test
  void saysSoWhereThereIsNoDesktop() throws Exception {
    Child child =
        Child.run(List.of(), Map.of("PATH", folder.toString()), Showing.class, "report.html");
    assertThat(child.exitCode()).isZero();
    String opener = System.getProperty("os.name").startsWith("Mac") ? "open" : "xdg-open";
    assertThat(child.said())
        .isEqualToNormalizingNewlines(
            """
            Cannot show report.html: there is no '%s' here.
            hint: open the file yourself
            """
                .formatted(opener));
  }
}
