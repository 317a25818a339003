package dev.bering.clone.delta;

import dev.bering.clone.Publication;
import dev.bering.clone.Staging;
import dev.bering.clone.delta.FilePlaces.Place;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.DataPath;
import dev.bering.tables.DeletionVector;
import dev.bering.tables.LogListing;
import dev.bering.tables.ParquetFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The source's log as the replica has it: byte for byte, unless the table names files by their
 * whole location. Then the paths in it are rewritten, and what only repeats them in another form
 * (checksum files, the hint at the newest checkpoint) is left out, as both are optional.
 */
final class ReplicaLog {

  private final Store source;
  private final FilePlaces places;
  private final boolean moved;
  private final Staging staging;
  private final Map<String, Path> rewritten = new HashMap<>();

  ReplicaLog(Store source, FilePlaces places, boolean moved, Staging staging) {
    this.source = source;
    this.places = places;
    this.moved = moved;
    this.staging = staging;
  }

  /** Those of the files that the replica has. */
  List<StoredFile> carried(List<StoredFile> files) {
    List<StoredFile> carried = new ArrayList<>(files);
    carried.removeIf(file -> moved && (file.path().endsWith(".crc") || isHint(file)));
    return carried;
  }

  /** Whether every file is the source's byte for byte. */
  boolean isVerbatim() {
    return !moved;
  }

  static boolean isHint(StoredFile file) {
    return file.path().equals(LogListing.FOLDER + "/_last_checkpoint");
  }

  /** What the replica's file holds. */
  Content content(StoredFile file) {
    return moved ? () -> Files.newInputStream(rewrite(file)) : () -> source.open(file.path());
  }

  /** How the replica gets its file. */
  Publication publication(StoredFile file) {
    Publication.Rule rule = Publication.Rule.IF_ABSENT;
    return moved
        ? new Publication.Written(
            file.path(), file.sizeBytes(), file.modified(), rule, content(file))
        : new Publication.Copied(file.path(), file.path(), file.sizeBytes(), file.modified(), rule);
  }

  private synchronized Path rewrite(StoredFile file) throws IOException {
    Path done = rewritten.get(file.path());
    if (done != null) {
      return done;
    }
    Path out = staging.newFile("log");
    if (file.path().endsWith(".json")) {
      try (InputStream in = source.open(file.path());
          OutputStream stream = Files.newOutputStream(out)) {
        new JsonMoves(new Moves()).rewrite(in, stream);
      }
    } else {
      new ParquetMoves(new Moves())
          .rewrite(ParquetFiles.of(source, file.path(), file.sizeBytes()), out);
    }
    rewritten.put(file.path(), out);
    return out;
  }

  private final class Moves implements LogMoves {
    @Override
    public String path(String text) throws IOException {
      Place place = places.of(text);
      return place.moved() ? DataPath.spelling(place.target()) : text;
    }

    @Override
    public DeletionVector vector(DeletionVector vector) throws IOException {
      Optional<Place> place = places.of(vector);
      return place.isPresent() && place.get().moved() ? places.moved(vector, place.get()) : vector;
    }

    @Override
    public long sidecarSizeBytes(String name) throws IOException {
      String path = LogListing.SIDECARS + "/" + name;
      StoredFile file =
          source.status(path).orElseThrow(() -> new java.nio.file.NoSuchFileException(path));
      return Files.size(rewrite(file));
    }
  }
}
