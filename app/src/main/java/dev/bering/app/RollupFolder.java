package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a roll-up is to be kept. */
final class RollupFolder {

  private RollupFolder() {}

  /** Adds a problem if no folder can be there, as a file of this machine stands in its way. */
  static void require(String into, List<Problem> problems) {
    Location place = Location.of(into);
    if (!place.isLocal()) {
      return;
    }
    Optional<Path> there = Optional.of(place.toPath().toAbsolutePath());
    while (there.isPresent() && !Files.exists(there.get())) {
      there = Optional.ofNullable(there.get().getParent());
    }
    there
        .filter(path -> !Files.isDirectory(path))
        .ifPresent(
            file ->
                problems.add(
                    new Problem(
                        "TRANSFER_OPTION",
                        "Cannot roll up into %s: %s is a file."
                            .formatted(into, file.equals(place.toPath()) ? "it" : file),
                        "name a folder, which need not be there, as --into")));
  }
}
