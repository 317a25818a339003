package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Complaints;
import dev.bering.clone.Note;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.stores.Content;
import dev.bering.tables.DeletionVector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table of another format as a Delta log would tell it: what a commit of all of it would say.
 *
 * @param subject for people, such as {@code folder orders}
 * @param state where the source stands, for people
 * @param stateNumber another one for every other state, not negative
 * @param features that both readers and writers of the table must know
 * @param metadata the action that tells columns and properties, but for id and time of creation
 * @param files the data files, in any order, to be asked for once
 * @param vectors what the files of deletion vectors hold, by their path at the target
 * @param proof ends a run if the source is not any more what the image shows
 * @param notes what else to know
 */
public record DeltaImage(
    String subject,
    String state,
    long stateNumber,
    Set<String> features,
    ObjectNode metadata,
    Files files,
    Map<String, Content> vectors,
    Proof proof,
    List<Note> notes) {

  public DeltaImage {
    features = Set.copyOf(features);
    vectors = Map.copyOf(vectors);
    notes = List.copyOf(notes);
  }

  /**
   * A data file.
   *
   * @param elsewhere the root that {@code source} is relative to, if that is not the source
   * @param source relative to its root
   * @param target where it is to be; the same name never stands for another content
   * @param vector of the rows that are deleted; empty if none is
   * @param add the {@code add} action, with the path at the target and the vector
   */
  public record File(
      Optional<Location> elsewhere,
      String source,
      String target,
      long sizeBytes,
      Optional<DeletionVector> vector,
      ObjectNode add) {}

  /** The files of an image, which may be too many to be held. */
  @FunctionalInterface
  public interface Files {
    /** Hands on each; the maker's complaints may hear of more reasons meanwhile. */
    void forEach(Sorter.Sink<File> sink) throws IOException;
  }

  /** Whether the source still is what it was. */
  @FunctionalInterface
  public interface Proof {
    /** Returns if so, and throws why not. */
    void require() throws IOException;
  }

  /** Makes the image of a source. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Reads the source; called at most once for each plan.
     *
     * @param known the {@code metaData} of an earlier clone at the target, which is to be kept to
     * @param complaints hears everything in the source that has no image
     */
    DeltaImage of(Optional<ObjectNode> known, Staging staging, Complaints complaints)
        throws IOException;
  }
}
