package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Publication;
import dev.bering.clone.Staging;
import dev.bering.clone.delta.FilePlaces.Place;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.DataPath;
import dev.bering.tables.DeletionVector;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import dev.bering.tables.ParquetFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.io.LocalInputFile;

/**
 * The source's log as the replica has it: byte for byte, but for the files that name others by
 * their whole location. In those the paths are rewritten, and no other file is touched: what an
 * earlier run has carried stays right when the source begins to name files so. Where the replica's
 * commits bear their times, so do commits, checksums and checkpoints, in what they say of the
 * table's rules.
 */
final class ReplicaLog {

  static final String HINT = LogListing.FOLDER + "/_last_checkpoint";

  /** A hint may hold a whole checkpoint's top level; one that is longer is of no use as a hint. */
  private static final int MAX_HINT_BYTES = 16 << 20;

  /** What a hint says of bytes that a rewritten checkpoint has otherwise; all of it optional. */
  private static final List<String> OF_THE_BYTES =
      List.of("sizeInBytes", "v2Checkpoint", "checksum");

  private final Store source;
  private final FilePlaces places;
  private final boolean moved;
  private final Optional<CommitStamps> stamps;
  private final Staging staging;
  private final Map<String, Optional<Path>> rewritten = new HashMap<>();

  /**
   * The log of a replica.
   *
   * @param moved whether a file may be named by its whole location
   * @param stamps the times that the replica's commits bear; empty if they bear none
   */
  ReplicaLog(
      Store source,
      FilePlaces places,
      boolean moved,
      Optional<CommitStamps> stamps,
      Staging staging) {
    this.source = source;
    this.places = places;
    this.moved = moved;
    this.stamps = stamps;
    this.staging = staging;
  }

  /** Whether every file is the source's byte for byte. */
  boolean isVerbatim() {
    return !moved && stamps.isEmpty();
  }

  /** Whether a file may be named by its whole location. */
  boolean isMoved() {
    return moved;
  }

  static boolean isHint(StoredFile file) {
    return file.path().equals(HINT);
  }

  /** What the replica's file holds. */
  Content content(StoredFile file) {
    return isVerbatim() ? () -> source.open(file.path()) : () -> open(file);
  }

  /** How the replica gets its file. */
  Publication publication(StoredFile file, Publication.Rule rule) {
    return isVerbatim()
        ? new Publication.Copied(file.path(), file.path(), file.sizeBytes(), file.modified(), rule)
        : new Publication.Written(
            file.path(), file.sizeBytes(), file.modified(), rule, content(file));
  }

  /**
   * The hint at the newest checkpoint, as it is now; empty if there is none any more. It is read
   * whole: by the time it is published, the source may have a newer one.
   */
  Optional<byte[]> hint() throws IOException {
    try (InputStream in = source.open(HINT)) {
      byte[] bytes = in.readNBytes(MAX_HINT_BYTES);
      return Optional.of(isVerbatim() ? bytes : withoutBytes(bytes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static byte[] withoutBytes(byte[] hint) throws IOException {
    if (LogReader.hintedVersion(hint) < 0) {
      return hint; // readers pass over what names no version
    }
    JsonNode tree = LogReader.EXACT_JSON.readTree(hint);
    ((ObjectNode) tree).remove(OF_THE_BYTES);
    return LogReader.EXACT_JSON.writeValueAsBytes(tree);
  }

  private InputStream open(StoredFile file) throws IOException {
    if (isHint(file)) {
      return Content.of(hint().orElseThrow(() -> new NoSuchFileException(HINT))).open();
    }
    Optional<Path> other = rewrite(file);
    return other.isPresent() ? Files.newInputStream(other.get()) : source.open(file.path());
  }

  /** The file as the replica has it; empty if that is the source's own. */
  private synchronized Optional<Path> rewrite(StoredFile file) throws IOException {
    Optional<Path> known = rewritten.get(file.path());
    if (known != null) {
      return known;
    }
    Path out = staging.newFile("log");
    Optional<Path> result = moved && move(file, out) ? Optional.of(out) : Optional.empty();
    if (stamps.isPresent() && !file.path().startsWith(LogListing.SIDECARS + "/")) {
      Path stamped = staging.newFile("log");
      stamp(file, result, stamps.get(), stamped);
      result = Optional.of(stamped);
    }
    rewritten.put(file.path(), result);
    return result;
  }

  /** Puts times into a file, as it is after its paths are rewritten. */
  private void stamp(StoredFile file, Optional<Path> moved, CommitStamps times, Path out)
      throws IOException {
    StampRules rules = times.rules();
    if (file.path().endsWith(".parquet")) {
      new ParquetStamps(rules)
          .rewrite(
              moved.isPresent()
                  ? new LocalInputFile(moved.get())
                  : ParquetFiles.of(source, file.path(), file.sizeBytes()),
              out);
      return;
    }
    long version = LogListing.versionOf(file.path()).orElseThrow();
    try (InputStream in =
            moved.isPresent() ? Files.newInputStream(moved.get()) : source.open(file.path());
        OutputStream stream = Files.newOutputStream(out)) {
      JsonStamps json = new JsonStamps(rules);
      if (file.path().endsWith(".crc")) {
        byte[] checksum = in.readAllBytes();
        stream.write(times.know(version) ? json.checksum(checksum, times.of(version)) : checksum);
      } else {
        json.rewrite(
            in,
            LogListing.isCommit(file.path())
                ? OptionalLong.of(times.of(version))
                : OptionalLong.empty(),
            staging.newFile("lines"),
            stream);
      }
    }
  }

  /** Whether any path is another one; if not, the file itself will do. */
  private boolean move(StoredFile file, Path out) throws IOException {
    if (file.path().endsWith(".parquet")) {
      return new ParquetMoves(new Moves())
          .rewrite(ParquetFiles.of(source, file.path(), file.sizeBytes()), out);
    }
    try (InputStream in = source.open(file.path());
        OutputStream stream = Files.newOutputStream(out)) {
      JsonMoves moves = new JsonMoves(new Moves());
      if (file.path().endsWith(".crc")) {
        return moves.rewriteWhole(in.readAllBytes(), stream);
      }
      moves.rewrite(in, stream);
      return true;
    }
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
      StoredFile file = source.status(path).orElseThrow(() -> new NoSuchFileException(path));
      Optional<Path> other = rewrite(file);
      return other.isPresent() ? Files.size(other.get()) : file.sizeBytes();
    }
  }
}
