package dev.bering.clone.iceberg;

import dev.bering.clone.FileCopy;
import dev.bering.model.Location;
import java.util.Optional;

/**
 * Where one file lies on both sides.
 *
 * @param path at the target, relative to its root
 * @param root the location at the source that {@code name} is relative to
 * @param name at the source
 */
record Place(String path, String root, String name) {

  /** Copies the file in a plan whose source is {@code source}. */
  FileCopy copy(Location source, long sizeBytes) {
    boolean inside = root.equals(source.toString());
    return new FileCopy(
        inside ? Optional.empty() : Optional.of(Location.of(root)), name, path, sizeBytes);
  }
}
