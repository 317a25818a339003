package dev.bering.clone.iceberg;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.iceberg.MetadataFiles;
import dev.bering.tables.iceberg.MetadataFiles.Ambiguous;
import dev.bering.tables.iceberg.MetadataFiles.Newest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Function;

/** A table without a catalog. */
record LocatedSource(Location location) implements IcebergSource {

  @Override
  public String name() {
    return location.toString();
  }

  @Override
  public Optional<Location> folder() {
    return isFile() ? Optional.empty() : Optional.of(location);
  }

  private boolean isFile() {
    return location.path().endsWith(".json") || location.path().endsWith(".json.gz");
  }

  @Override
  public Current current(Function<Location, Store> stores) throws IOException {
    if (isFile()) {
      return new Current(location, Certainty.KNOWN);
    }
    try (Store store = stores.apply(location)) {
      MetadataFiles files = MetadataFiles.of(store);
      if (files.isEmpty()) {
        throw missing();
      }
      Newest newest = files.newest();
      return new Current(
          Location.of(location + "/" + newest.path()),
          newest.assumed() ? Certainty.ASSUMED : Certainty.KNOWN);
    } catch (Ambiguous e) {
      throw UserException.source(
          new Problem(
              "CLONE_SOURCE_AMBIGUOUS",
              "Cannot clone %s: %s.".formatted(location, e.getMessage()),
              "name the metadata.json that the table's catalog names"),
          e);
    }
  }

  private UserException missing() {
    return UserException.source(
        new Problem(
            "CLONE_SOURCE_MISSING",
            location.isLocal() && !Files.exists(location.toPath())
                ? "Cannot clone %s: nothing is there.".formatted(location)
                : "Cannot clone %s: it has no metadata.json, so it is no Iceberg table."
                    .formatted(location),
            "name the folder that holds the table's metadata folder, or a metadata.json"));
  }
}
