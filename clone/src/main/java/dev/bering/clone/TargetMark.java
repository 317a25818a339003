package dev.bering.clone;

import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What tells one state of a clone's target from another: the marker, which is another one after
 * every run, and the names of what a table or a stream publishes there, which are others as soon as
 * somebody else has written. A plan bears the mark of the target that it was made for.
 *
 * @param text the same for the same state
 */
public record TargetMark(String text) {

  /** Where tables and streams put what makes a new state visible, whatever the target holds. */
  private static final List<String> PUBLISHING =
      List.of("_delta_log", "metadata", "offsets", "commits");

  /** The mark of a target; to be taken before anything else of it is read. */
  public static TargetMark of(Store target) throws IOException {
    StringBuilder state = new StringBuilder(CloneMarker.fingerprint(target));
    for (String folder : PUBLISHING) {
      for (StoredFile file : target.list(folder)) {
        state.append('\n').append(file.sizeBytes()).append(' ').append(file.path());
      }
    }
    return new TargetMark(
        ContentHash.of(Content.of(state.toString().getBytes(StandardCharsets.UTF_8))).hex());
  }
}
