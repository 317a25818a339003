package dev.bering.clone.folder;

import dev.bering.clone.Complaints;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What a local folder may hold besides files and folders, and a copy cannot. */
final class LocalTree {

  private LocalTree() {}

  /**
   * Complains of links, which lead to another place or around in a circle, and of what is neither
   * file nor folder. That the folder itself is reached through a link does not matter.
   */
  static void check(Location folder, Complaints complaints) throws IOException {
    if (!Files.isDirectory(folder.toPath())) {
      return;
    }
    Path root = folder.toPath().toRealPath();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isSymbolicLink()) {
              complaints.add(
                  problem(
                      folder,
                      "CLONE_FOLDER_LINK",
                      "%s is a link to %s"
                          .formatted(root.relativize(file), Files.readSymbolicLink(file)),
                      "replace it by the folder or file that it leads to, or clone that one too"));
            } else if (!attributes.isRegularFile()) {
              complaints.add(
                  problem(
                      folder,
                      "CLONE_FOLDER_NO_FILE",
                      "%s is neither a file nor a folder".formatted(root.relativize(file)),
                      "remove it"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof java.nio.file.NoSuchFileException) {
              return FileVisitResult.CONTINUE; // gone since it was listed
            }
            throw e;
          }
        });
  }

  private static Problem problem(Location folder, String code, String fact, String hint) {
    return new Problem(code, "Cannot clone %s: %s.".formatted(folder, fact), hint);
  }
}
