package dev.bering.clone.iceberg;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** What knows where the current metadata of an Iceberg table is: a folder, a file, a catalog. */
public interface IcebergSource {

  /** For sentences: a location, or what a catalog calls the table. */
  String name();

  /** The folder that is said to be the table; empty if only a metadata file is named. */
  default Optional<Location> folder() {
    return Optional.empty();
  }

  /**
   * The current metadata file. Asked once for each plan, which then stays with that file.
   *
   * @throws UserException CLONE_SOURCE_MISSING, CLONE_SOURCE_AMBIGUOUS
   */
  Current current(Function<Location, Store> stores) throws IOException;

  /**
   * A metadata file that is the current one.
   *
   * @param certainty how sure that is
   */
  record Current(Location file, Certainty certainty) {}

  /** How sure it is that a metadata file is the current one. */
  enum Certainty {
    /** Whoever keeps the table says so, or the user does. */
    KNOWN,
    /** It has the highest number in its folder; a commit that failed may have left it there. */
    ASSUMED
  }

  /** A table's folder, or one of its metadata files. */
  static IcebergSource at(Location location) {
    return new LocatedSource(location);
  }
}
