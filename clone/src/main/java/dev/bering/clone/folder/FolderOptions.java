package dev.bering.clone.folder;

import java.util.Objects;

/**
 * What a person may decide about the copy of a folder.
 *
 * @param gone what happens to files at the target that an earlier run has copied and the source no
 *     longer has; files that no clone has put there are never touched
 */
public record FolderOptions(Gone gone) {

  /** Nothing is ever removed. */
  public static final FolderOptions DEFAULT = new FolderOptions(Gone.KEEP);

  public FolderOptions {
    Objects.requireNonNull(gone, "gone is null");
  }

  /** What happens to copies whose source is gone. */
  public enum Gone {
    /** They stay, and the plan says so. */
    KEEP,
    /** They are removed when everything has been copied. */
    DELETE
  }
}
