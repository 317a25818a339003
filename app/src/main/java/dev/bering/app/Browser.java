package dev.bering.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Shows a file in the browser of whoever sits at this machine. */
final class Browser {

  private Browser() {}

  /** Asks the desktop to open the file; says so if there is none, as the file is there anyway. */
  static void show(Path file, Terminal terminal) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String opener = system.startsWith("mac") ? "open" : "xdg-open";
    try {
      new ProcessBuilder(opener, file.toAbsolutePath().toString())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      terminal
          .err()
          .printf(
              "Cannot show %s: there is no '%s' here.%nhint: open the file yourself%n",
              file, opener);
    }
  }
}
