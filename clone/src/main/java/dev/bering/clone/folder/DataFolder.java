package dev.bering.clone.folder;

import dev.bering.stores.Store;
import java.io.IOException;

/** Whether a folder holds data files that readers see. */
public final class DataFolder {

  private DataFolder() {}

  /** Looks until it has found one; tells nothing of what else there is. */
  public static boolean isOne(Store store) throws IOException {
    try {
      store.walk(
          "",
          file -> {
            if (!HiddenNames.hide(file.path())) {
              throw new Found();
            }
          });
      return false;
    } catch (Found e) {
      return true;
    }
  }

  /** Ends the walk. */
  private static final class Found extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
