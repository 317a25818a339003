package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report in a file, there whole or not at all. */
final class ReportFile {

  private ReportFile() {}

  /**
   * Refuses a file that could not be written, before any work is done for it.
   *
   * @throws UserException REPORT_UNWRITABLE
   */
  static void requireWritable(Path file) {
    Path folder = folderOf(file);
    if (Files.isDirectory(file)) {
      throw unwritable(file, "it is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw unwritable(file, "folder %s does not exist".formatted(folder));
    }
    if (!Files.isWritable(folder)) {
      throw unwritable(file, "folder %s is not writable".formatted(folder));
    }
  }

  /** Writes a report whole; if this fails, an earlier one is still there. */
  static void write(Path file, String report) {
    try {
      WholeFile.replace(file, report);
    } catch (IOException e) {
      throw unwritable(file, String.valueOf(e.getMessage()));
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw unwritable(file, "it is a folder");
    }
    return folder;
  }

  private static UserException unwritable(Path file, String fact) {
    return UserException.usage(
        new Problem(
            "REPORT_UNWRITABLE",
            "Cannot write report %s: %s.".formatted(file, fact),
            "name a file in a folder that exists"));
  }
}
