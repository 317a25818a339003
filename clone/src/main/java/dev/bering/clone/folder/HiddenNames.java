package dev.bering.clone.folder;

import java.util.regex.Pattern;

/**
 * Which files of a folder are no data: those that Spark passes over when it lists one (marks of
 * success, checksums, what writers at work have not published), and the empty objects by which some
 * tools stand for folders on object stores.
 */
final class HiddenNames {

  private static final Pattern SLASH = Pattern.compile("/");
  private static final Pattern OF_WRITERS =
      Pattern.compile("(?:.*/)?(?:_temporary|\\.hive-staging[^/]*|\\.spark-staging[^/]*)/.*");
  private static final String UPLOADING = "._COPYING_";
  private static final String FOLDER_MARK = "_$folder$";

  private HiddenNames() {}

  /** Whether a file, or a folder above it, is hidden. */
  static boolean hide(String path) {
    return SLASH.splitAsStream(path).anyMatch(HiddenNames::isHidden);
  }

  /** A partition's column may begin with an underscore; then the name has a value. */
  private static boolean isHidden(String name) {
    return name.startsWith(".")
        || (name.startsWith("_") && name.indexOf('=') < 0)
        || name.endsWith(UPLOADING)
        || name.endsWith(FOLDER_MARK);
  }

  /** Whether a writer has left this file, or is at work on it. */
  static boolean isOfAWriter(String path) {
    return path.endsWith(UPLOADING) || OF_WRITERS.matcher(path).matches();
  }
}
