package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What must be true of a source and a target before anything is read. */
public final class ClonePlaces {

  private ClonePlaces() {}

  /**
   * Refuses a target that is, holds, or lies in the source, under whatever name, and one that is a
   * file.
   *
   * @throws UserException CLONE_TARGET_OVERLAP, CLONE_TARGET_NOT_FOLDER, CLONE_UNREADABLE
   */
  public static void check(Location source, Location target) {
    List<Problem> problems = new ArrayList<>();
    Location realSource = real(source);
    Location realTarget = real(target);
    if (realTarget.equals(realSource)) {
      problems.add(overlap(source, target, "target and source are the same folder"));
    } else if (realTarget.isWithin(realSource)) {
      problems.add(overlap(source, target, "target %s lies inside the source".formatted(target)));
    } else if (realSource.isWithin(realTarget)) {
      problems.add(overlap(source, target, "the source lies inside target %s".formatted(target)));
    }
    if (target.isLocal() && Files.exists(target.toPath()) && !Files.isDirectory(target.toPath())) {
      problems.add(
          new Problem(
              "CLONE_TARGET_NOT_FOLDER",
              "Cannot clone to %s: it is a file.".formatted(target),
              "name a folder that is empty or does not exist yet"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static Problem overlap(Location source, Location target, String fact) {
    return new Problem(
        "CLONE_TARGET_OVERLAP",
        "Cannot clone %s: %s.".formatted(source, fact),
        "choose a target outside %s".formatted(target.isWithin(source) ? source : target));
  }

  /** Symbolic links resolved as far as the path exists, so that no alias hides an overlap. */
  public static Location real(Location location) {
    if (!location.isLocal()) {
      return location;
    }
    Path path = location.toPath();
    Path existing = path;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      return location;
    }
    try {
      return Location.of(existing.toRealPath().resolve(existing.relativize(path)));
    } catch (IOException e) {
      throw UserException.usage(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot clone: %s cannot be resolved (%s).".formatted(path, Failures.fact(e)),
              "check the permissions of the folders above it"));
    }
  }
}
