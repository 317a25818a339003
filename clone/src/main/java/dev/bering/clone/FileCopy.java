package dev.bering.clone;

import dev.bering.model.Location;
import java.util.Objects;
import java.util.Optional;

/**
 * One file that is copied as it is, before anything names it at the target.
 *
 * @param elsewhere the root that {@code source} is relative to, if that is not the plan's source
 * @param source relative to its root
 * @param target relative to the target's root
 */
public record FileCopy(Optional<Location> elsewhere, String source, String target, long sizeBytes) {

  public FileCopy {
    Objects.requireNonNull(source, "source is null");
    Objects.requireNonNull(target, "target is null");
    if (sizeBytes < 0) {
      throw new IllegalStateException("%s has %d bytes".formatted(source, sizeBytes));
    }
  }

  /** A file of the plan's source that keeps its path. */
  public static FileCopy of(String path, long sizeBytes) {
    return new FileCopy(Optional.empty(), path, path, sizeBytes);
  }
}
