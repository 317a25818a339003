package dev.bering.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What tells whether a local file was written to or replaced meanwhile. A writer that keeps the
 * length goes unseen only if the file's time is set back, or stands still: it moves on every few
 * milliseconds.
 *
 * @param key of the file under that name, such as its inode, where the system has such
 */
record LocalVersion(long sizeBytes, FileTime modified, Optional<Object> key) {

  /**
   * The version that is there now.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static LocalVersion of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new LocalVersion(
        attributes.size(),
        attributes.lastModifiedTime(),
        Optional.ofNullable(attributes.fileKey()));
  }

  /**
   * Makes sure that this version is still there.
   *
   * @throws ChangedException if another one is
   * @throws java.nio.file.NoSuchFileException if there is none any more
   */
  void requireStillAt(Path file) throws IOException {
    LocalVersion now = of(file);
    if (now.sizeBytes != sizeBytes) {
      throw ChangedException.resized(file.toString(), sizeBytes, now.sizeBytes);
    }
    if (!now.equals(this)) {
      throw ChangedException.replaced(file.toString());
    }
  }
}
