package dev.bering.clone;

import dev.bering.model.Bytes;
import dev.bering.model.Location;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a clone would do, worked out and not yet begun: what {@code --dry-run} shows and what {@link
 * CloneRunner} carries out.
 *
 * @param tableId the source's {@code metaData.id}, which the replica keeps
 * @param sourceVersion the version that the target will be at
 * @param targetVersion the version that the target is at; empty if it holds no table yet
 * @param files data files, deletion vectors and change files to copy, in no order
 * @param log log files to copy, in the order in which they must appear
 * @param presentFileCount files that the target already has from an earlier, interrupted run
 * @param holes files that old versions name and the source no longer holds; reading those versions
 *     fails at the target as it does at the source
 * @param leftBehind files of the log folder that are no part of the table's state
 */
public record ClonePlan(
    Location source,
    Location target,
    Mode mode,
    String tableId,
    long sourceVersion,
    OptionalLong targetVersion,
    List<FileCopy> files,
    List<FileCopy> log,
    int presentFileCount,
    List<String> holes,
    List<String> leftBehind) {

  public ClonePlan {
    files = List.copyOf(files);
    log = List.copyOf(log);
    holes = List.copyOf(holes);
    leftBehind = List.copyOf(leftBehind);
  }

  /** What kind of copy is made. */
  public enum Mode {
    /** Every retained version: all files that history reaches, and the log byte for byte. */
    REPLICA
  }

  /**
   * One file to copy.
   *
   * @param path relative to the table, as the store spells it
   * @param modified the source's modification time; log files keep it, as it is the commit's time
   */
  public record FileCopy(String path, long sizeBytes, Instant modified) {}

  /** Whether the target already is what it should be. */
  public boolean isEmpty() {
    return files.isEmpty() && log.isEmpty();
  }

  /** Bytes to copy, data and log. */
  public long sizeBytes() {
    return bytes(files) + bytes(log);
  }

  /** How many commits will be published. */
  public long commitCount() {
    return log.stream().filter(copy -> isCommit(copy.path())).count();
  }

  static boolean isCommit(String path) {
    return path.endsWith(".json") && path.indexOf('.') == path.length() - ".json".length();
  }

  static long bytes(List<FileCopy> copies) {
    return copies.stream().mapToLong(FileCopy::sizeBytes).sum();
  }

  /** For people; several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("clone  %s%n  to   %s%n".formatted(source, target));
    text.append("mode   replica of table %s%n".formatted(tableId));
    text.append(
        "state  source at version %d, target %s%n"
            .formatted(
                sourceVersion,
                targetVersion.isPresent() ? "at version " + targetVersion.getAsLong() : "empty"));
    if (isEmpty()) {
      text.append("copy   nothing, the target is current%n".formatted());
    } else {
      text.append("copy   %d files, %s%n".formatted(files.size(), Bytes.text(bytes(files))));
      text.append(
          "then   %d log files, %s, among them %d commits, in order%n"
              .formatted(log.size(), Bytes.text(bytes(log)), commitCount()));
    }
    if (presentFileCount > 0) {
      text.append(
          "keep   %d files that an interrupted run has copied%n".formatted(presentFileCount));
    }
    if (!holes.isEmpty()) {
      text.append(
          "note   %d files of old versions are gone at the source, such as %s%n"
              .formatted(holes.size(), holes.get(0)));
    }
    if (!leftBehind.isEmpty()) {
      text.append(
          "note   %d files of the log folder are no part of the table and stay behind: %s%n"
              .formatted(leftBehind.size(), String.join(", ", leftBehind)));
    }
    return text.toString();
  }
}
