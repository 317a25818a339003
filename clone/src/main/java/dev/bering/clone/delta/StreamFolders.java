package dev.bering.clone.delta;

import dev.bering.stores.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The folders below a table that hold checkpoints of streams: the usual place, and wherever else a
 * clone has put one.
 */
final class StreamFolders {

  /** What every clone leaves in the folder that it has filled. */
  private static final String MARK = "/" + Store.OWN_FOLDER + "/clone.json";

  private final Set<String> folders;

  private StreamFolders(Set<String> folders) {
    this.folders = folders;
  }

  /** Looks through everything that a store holds. */
  static StreamFolders of(Store store) throws IOException {
    List<String> marked = new ArrayList<>();
    store.walk(
        "",
        file -> {
          if (file.path().endsWith(MARK)) {
            marked.add(file.path().substring(0, file.path().length() - MARK.length()));
          }
        });
    Set<String> folders = new HashSet<>(Set.of(StreamPlanner.FOLDER));
    for (String folder : marked) {
      if (store.status(folder + "/metadata").isPresent()) {
        folders.add(folder);
      }
    }
    return new StreamFolders(folders);
  }

  /** Whether a file belongs to a stream, not to the table. */
  boolean hold(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (folders.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }
}
