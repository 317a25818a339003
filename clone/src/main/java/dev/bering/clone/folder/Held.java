package dev.bering.clone.folder;

import dev.bering.clone.Texts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * What a target holds of its source, or is about to hold.
 *
 * @param path on both sides
 * @param source the state of the source's file
 * @param over what the target had under this path before the copy that was announced; empty once
 *     the copy is known to have been made
 */
record Held(String path, FileMark source, Optional<FileMark> over) {

  /** A copy that has been made. */
  static Held made(FolderFile file) {
    return new Held(file.path(), file.mark(), Optional.empty());
  }

  /** A copy that is to be made. */
  static Held announced(FolderFile file, FileMark over) {
    return new Held(file.path(), file.mark(), Optional.of(over));
  }

  /**
   * Whether what the target has now is the copy: an announced one has been made as soon as the
   * target's file is not the one before.
   */
  boolean isMade(FileMark target) {
    return target.sizeBytes() == source.sizeBytes()
        && over.map(before -> !before.equals(target)).orElse(true);
  }

  /**
   * Whether what the target has now is known to have come from a clone. Of a copy that was only
   * announced nobody knows: a run that ended early may have made it, or somebody else.
   */
  boolean isOurs(FileMark target) {
    return over.map(before -> before.equals(target))
        .orElse(target.sizeBytes() == source.sizeBytes());
  }

  /** Whether what the target has now may be what stood there, or was to stand there. */
  boolean mayBeOurs(FileMark target) {
    return isOurs(target) || target.sizeBytes() == source.sizeBytes();
  }

  void write(DataOutputStream out) throws IOException {
    Texts.write(out, path);
    source.write(out);
    out.writeBoolean(over.isPresent());
    if (over.isPresent()) {
      over.get().write(out);
    }
  }

  static Held read(DataInputStream in) throws IOException {
    return new Held(
        Texts.read(in),
        FileMark.read(in),
        in.readBoolean() ? Optional.of(FileMark.read(in)) : Optional.empty());
  }
}
