package dev.bering.clone;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a clone would do, worked out and not yet begun: what {@code --dry-run} shows and what {@link
 * CloneRunner} carries out. Files first, in any order; then the publications, in theirs.
 *
 * @param subject what is cloned, such as {@code Delta table 5fba-...}
 * @param tableId what the format knows the table by
 * @param sourceState where the source stands, such as {@code version 12}
 * @param targetState where the target stands; empty if it holds no table yet
 * @param seen the target that the plan was made for; it fits no other state
 * @param preparations notes of what is about to be copied, carried out before the first file
 * @param files to copy as they are
 * @param publications to carry out when they are copied
 * @param presentFileCount files that the target already has, whole and proven
 * @param relocations folders that files of the source came from and that lie outside of it, by the
 *     folder of the target that holds them
 * @param notes what else to know
 * @param staging what the plan keeps on this machine's disk
 */
@JsonIgnoreProperties({"staging", "preparations", "seen"})
public record ClonePlan(
    Location source,
    Location target,
    Mode mode,
    String subject,
    String tableId,
    String sourceState,
    Optional<String> targetState,
    TargetMark seen,
    List<Publication> preparations,
    FileList files,
    List<Publication> publications,
    long presentFileCount,
    Map<String, String> relocations,
    List<Note> notes,
    Staging staging)
    implements AutoCloseable {

  public ClonePlan {
    preparations = List.copyOf(preparations);
    publications = List.copyOf(publications);
    relocations = Map.copyOf(relocations);
    notes = List.copyOf(notes);
  }

  /** A plan with nothing to prepare. */
  public ClonePlan(
      Location source,
      Location target,
      Mode mode,
      String subject,
      String tableId,
      String sourceState,
      Optional<String> targetState,
      TargetMark seen,
      FileList files,
      List<Publication> publications,
      long presentFileCount,
      Map<String, String> relocations,
      List<Note> notes,
      Staging staging) {
    this(
        source,
        target,
        mode,
        subject,
        tableId,
        sourceState,
        targetState,
        seen,
        List.of(),
        files,
        publications,
        presentFileCount,
        relocations,
        notes,
        staging);
  }

  /** What kind of copy is made. */
  public enum Mode {
    /** Every retained version: all files that history reaches, and the log byte for byte. */
    REPLICA,
    /** One version of the source as a table with a history of its own. */
    SNAPSHOT,
    /** Files alone, for folders that have no log. */
    FILES
  }

  /** Whether the target already is what it should be. */
  @JsonIgnore
  public boolean isEmpty() {
    return files.isEmpty() && publications.isEmpty();
  }

  /** Bytes to write, as far as is known. */
  public long sizeBytes() {
    return files.sizeBytes() + publicationBytes();
  }

  private long publicationBytes() {
    return publications.stream().mapToLong(Publication::sizeBytes).sum();
  }

  /** For people; several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "clone", source.toString());
    line(text, "  to", target.toString());
    line(
        text,
        "mode",
        "%s of %s".formatted(mode.name().toLowerCase(java.util.Locale.ROOT), subject));
    line(
        text,
        "state",
        "source at %s, target %s"
            .formatted(sourceState, targetState.map("at "::concat).orElse("empty")));
    if (isEmpty()) {
      line(text, "copy", "nothing, the target is current");
    } else {
      line(
          text,
          "copy",
          "%s, %s".formatted(Counts.of(files.count(), "file"), Bytes.text(files.sizeBytes())));
      line(
          text,
          "then",
          "%s in order, %s"
              .formatted(
                  Counts.of(publications.size(), "metadata file"), Bytes.text(publicationBytes())));
    }
    if (presentFileCount > 0) {
      line(
          text,
          "keep",
          "%s that the target already has".formatted(Counts.of(presentFileCount, "file")));
    }
    notes.forEach(note -> line(text, "note", note.text()));
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append("%-5s  %s%n".formatted(label, value));
  }

  /** Lets go of what the plan keeps on disk; it cannot be carried out after that. */
  @Override
  public void close() {
    staging.close();
  }
}
