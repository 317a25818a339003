package dev.bering.clone.folder;

import dev.bering.clone.Complaints;
import dev.bering.clone.Note;
import dev.bering.clone.Staging;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** A folder that is to be cloned, and what to know of it. */
final class FolderSource {

  private FolderSource() {}

  /**
   * Lists the folder.
   *
   * @throws UserException CLONE_SOURCE_MISSING, CLONE_FOLDER_LINK, CLONE_FOLDER_NO_FILE,
   *     CLONE_FOLDER_HOLDS_TABLE
   */
  static FolderListing list(Location source, Store store, Staging staging, Complaints complaints)
      throws IOException {
    FolderListing listing = FolderListing.of(source, store, staging, complaints);
    complaints.raise(source.toString());
    if (listing.count() == 0) {
      throw UserException.source(
          new Problem(
              "CLONE_SOURCE_MISSING",
              source.isLocal() && !Files.exists(source.toPath())
                  ? "Cannot clone %s: nothing is there.".formatted(source)
                  : "Cannot clone %s: it holds no data files.".formatted(source),
              "name the folder that holds the table's files or partitions"));
    }
    return listing;
  }

  /** What stays behind, and what to be wary of. */
  static List<Note> notes(FolderListing listing) {
    List<Note> notes = new ArrayList<>();
    if (listing.hidden().count() > 0) {
      notes.add(
          new Note(
              "CLONE_HIDDEN_FILES",
              "%s that readers pass over %s behind, such as %s"
                  .formatted(
                      Counts.of(listing.hidden().count(), "file"),
                      listing.hidden().count() == 1 ? "stays" : "stay",
                      listing.hidden().examples().get(0)),
              listing.hidden().count(),
              listing.hidden().examples()));
    }
    if (listing.ofWriters().count() > 0) {
      notes.add(
          new Note(
              "CLONE_WRITER_SEEN",
              "a writer is at work at the source, or died there: it has left %s; what it publishes"
                      .formatted(listing.ofWriters().examples().get(0))
                  + " later needs another run",
              listing.ofWriters().count(),
              listing.ofWriters().examples()));
    }
    return notes;
  }
}
