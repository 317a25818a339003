package dev.bering.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The checked lines of a source in a temporary file, each with its position, counted from 0, in
 * front.
 *
 * @param rowCount how many lines there are
 */
public record Spool(Path file, long rowCount) implements AutoCloseable {

  /**
   * Reads all of a source.
   *
   * @throws dev.bering.model.UserException CONNECTIONS_UNREADABLE, CONNECTIONS_INVALID; no file is
   *     left then
   */
  public static Spool of(ConnectionSource source) {
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

  /** The columns of the file as SQL declares them: the position as {@code connection_id}, first. */
  public static String columns() {
    return Stream.concat(
            Stream.of("connection_id BIGINT"),
            Arrays.stream(ConnectionColumn.values())
                .map(column -> column.columnName() + " " + column.kind().sqlType()))
        .collect(Collectors.joining(", "));
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
