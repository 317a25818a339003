package dev.bering.clone.folder;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a file of a folder is called in a Delta table: in its partition's folder, by its own name
 * and a digest of the state in which it was copied. A file that is overwritten in place at the
 * source so becomes another file at the target, and versions that name the first stay true.
 */
final class ConvertedName {

  private static final int DIGEST_BYTES = 8;

  private ConvertedName() {}

  /** The path at the target. */
  static String of(FolderFile file) {
    String path = file.path();
    int name = path.lastIndexOf('/') + 1;
    int dot = path.indexOf('.', name);
    int end = dot < 0 ? path.length() : dot;
    return "%s-%s%s".formatted(path.substring(0, end), digest(file), path.substring(end));
  }

  private static String digest(FolderFile file) {
    String state =
        "%s\n%d\n%s\n%s"
            .formatted(file.path(), file.sizeBytes(), file.mark().modified(), file.mark().tag());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
