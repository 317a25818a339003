package dev.bering.examples.platform;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.slices.SliceRange;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** A real log. What its bytes beyond ASCII mean is not known, so each stands for itself. */
record SyslogFile(Path file) implements LoginSource {

  @Override
  public void forEachLine(SliceRange hours, Consumer<String> consumer) {
    if (!Files.isRegularFile(file)) {
      throw UserException.source(
          problem(Files.exists(file) ? "it is not a file" : "there is no such file"));
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(), StandardCharsets.ISO_8859_1))) {
      lines.lines().forEach(consumer);
    } catch (IOException e) {
      throw UserException.source(problem(String.valueOf(e.getMessage())), e);
    }
  }

  /** Told by its first two bytes, because people rename files. */
  private InputStream open() throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    bytes.mark(2);
    boolean zipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return zipped ? new GZIPInputStream(bytes) : bytes;
  }

  private Problem problem(String fact) {
    return new Problem(
        "LOG_UNREADABLE",
        "Cannot read the log %s: %s.".formatted(file, fact),
        "name a log of an SSH server as syslog writes it, such as ssh-auth.log.gz");
  }
}
