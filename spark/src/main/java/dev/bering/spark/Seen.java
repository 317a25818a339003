package dev.bering.spark;

import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * A file of a source as a task has found it. Of a store of the same name that is another one, the
 * file is another one too: it was made at another time, and its tag, where a store has such, is
 * another text.
 *
 * @param place the root at which the task has found it, as text
 * @param path below that root
 * @param modifiedSecond since 1970; not every way to a file tells finer times
 */
record Seen(String place, String path, long sizeBytes, long modifiedSecond, String tag)
    implements Serializable {

  /** What is to be seen of a file; empty if it is not there. */
  static Optional<Seen> at(Location place, String path, Store store) throws IOException {
    return store.status(path).map(file -> of(place, path, file));
  }

  private static Seen of(Location place, String path, StoredFile file) {
    return new Seen(
        place.toString(), path, file.sizeBytes(), file.modified().getEpochSecond(), file.tag());
  }
}
