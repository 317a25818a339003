package dev.bering.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checked lines of a source in a temporary file, each with its position, counted from 0, in
 * front.
 *
 * @param rowCount how many lines there are
 */
record Spool(Path file, long rowCount) implements AutoCloseable {

  /**
   * Reads all of a source.
   *
   * @throws dev.bering.model.UserException CONNECTIONS_UNREADABLE, CONNECTIONS_INVALID; no file is
   *     left then
   */
  static Spool of(ConnectionSource source) {
    try {
      Path file = Files.createTempFile("bering-connections", ".csv");
      try {
        return new Spool(file, write(source, file));
      } catch (RuntimeException | IOException e) {
        Files.delete(file);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("spooling " + source.name(), e);
    }
  }

  private static long write(ConnectionSource source, Path file) throws IOException {
    LineCheck check = new LineCheck(source.name());
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      source.forEachLine(
          line -> {
            try {
              writer.append(Long.toString(check.lineCount())).append(',');
              writer.append(line).append('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            check.check(line);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    check.refuseWrongLines();
    return check.lineCount();
  }

  @Override
  public void close() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + file, e);
    }
  }
}
