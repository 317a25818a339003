package dev.bering.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file of this machine that readers see whole: as it was before, or as it was written. It has the
 * rights that new files have here. A lost machine may lose what was written last; {@code stores}
 * promises more.
 */
public final class WholeFile {

  private WholeFile() {}

  /** What writes a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is closed by others. */
    void write(OutputStream to) throws IOException;
  }

  /**
   * Writes {@code file} anew, in a folder that is there. If this fails, an earlier file is as it
   * was, and nothing is left beside it.
   */
  public static void replace(Path file, Content content) throws IOException {
    Path whole = file.toAbsolutePath();
    // Not a temporary file of Java's, which nobody but its owner may read.
    Path fresh =
        whole.resolveSibling(".%s.%s.part".formatted(whole.getFileName(), UUID.randomUUID()));
    try {
      try (OutputStream to = Files.newOutputStream(fresh)) {
        content.write(to);
      }
      move(fresh, whole);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** As {@link #replace(Path, Content)}, by a text in UTF-8. */
  public static void replace(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    replace(file, to -> to.write(bytes));
  }

  private static void move(Path fresh, Path whole) throws IOException {
    try {
      Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
