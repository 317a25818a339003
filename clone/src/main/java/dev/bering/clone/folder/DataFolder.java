package dev.bering.clone.folder;

import dev.bering.stores.Store;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether a folder holds data files that readers see. */
public final class DataFolder {

  private DataFolder() {}

  /** Looks until it has found one; tells nothing of what else there is. */
  public static boolean isOne(Store store) throws IOException {
    return firstBeside(store, path -> false).isPresent();
  }

  /** A file that readers see and that is none of {@code known}; empty if there is none. */
  public static Optional<String> firstBeside(Store store, Predicate<String> known)
      throws IOException {
    try {
      store.walk(
          "",
          file -> {
            if (!HiddenNames.hide(file.path()) && !known.test(file.path())) {
              throw new Found(file.path());
            }
          });
      return Optional.empty();
    } catch (Found e) {
      return Optional.of(e.path);
    }
  }

  /** Ends the walk. */
  private static final class Found extends IOException {
    private static final long serialVersionUID = 1L;

    private final String path;

    Found(String path) {
      super(path);
      this.path = path;
    }
  }
}
