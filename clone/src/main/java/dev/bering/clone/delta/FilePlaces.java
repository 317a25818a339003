package dev.bering.clone.delta;

import dev.bering.model.Location;
import dev.bering.tables.DataPath;
import dev.bering.tables.DeletionVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where the files that a log names lie, and where a replica has them. A replica holds all its files
 * below its own root: what the source names by its whole location goes into a folder {@code
 * ext-HASH}, one for each folder it came from, and the log that names it is rewritten. The name is
 * visible on purpose: VACUUM and readers pass over names that begin with _ or a dot.
 *
 * <p>The same source path always leads to the same place, so a later run adds to what an earlier
 * one has begun.
 */
final class FilePlaces {

  private static final Pattern VECTOR_NAME =
      Pattern.compile("deletion_vector_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.bin");

  private final Location table;
  private final Map<String, String> relocations = new TreeMap<>();

  FilePlaces(Location table) {
    this.table = table;
  }

  /**
   * Where one file lies.
   *
   * @param target its path in the replica
   * @param origin where the source keeps it
   * @param moved whether the log of the replica must spell it otherwise
   */
  record Place(String target, Origin origin, boolean moved) {}

  /** A path that cannot be followed. */
  static final class UnusablePath extends IOException {
    private static final long serialVersionUID = 1L;

    UnusablePath(String fact) {
      super(fact);
    }

    /** Without a full stop. */
    String fact() {
      return String.valueOf(getMessage());
    }
  }

  /** The place of a data or change file, as the log spells it. */
  Place of(String text) throws UnusablePath {
    DataPath path = DataPath.of(text, table);
    if (path instanceof DataPath.Relative relative) {
      return new Place(relative.path(), Origin.SAME, false);
    }
    if (path instanceof DataPath.Absolute absolute) {
      Optional<String> inside = inside(absolute.location());
      inside.ifPresent(known -> relocations.put(".", table.toString()));
      return inside.isPresent()
          ? new Place(inside.get(), Origin.SAME, true)
          : outside(absolute.location(), name(absolute.location()));
    }
    throw new UnusablePath(((DataPath.Unusable) path).fact());
  }

  /** The place of a deletion vector's file; empty for a vector that stands in the log itself. */
  Optional<Place> of(DeletionVector vector) throws UnusablePath {
    return switch (vector.storageType()) {
      case "i" -> Optional.empty();
      case "u" ->
          Optional.of(
              new Place(
                  vector
                      .relativeFile()
                      .orElseThrow(
                          () ->
                              new UnusablePath("'%s' is no UUID".formatted(vector.pathOrInline()))),
                  Origin.SAME,
                  false));
      case "p" -> Optional.of(absoluteVector(vector.pathOrInline()));
      default ->
          throw new UnusablePath("storage type '%s' is unknown".formatted(vector.storageType()));
    };
  }

  /**
   * A vector named by its whole location becomes one named by a UUID, which every reader looks for
   * below the table's root; a file whose name holds no UUID gets one made of its location.
   */
  private Place absoluteVector(String text) throws UnusablePath {
    if (!(DataPath.of(text, table) instanceof DataPath.Absolute absolute)) {
      throw new UnusablePath("path '%s' is not absolute".formatted(text));
    }
    Location location = absolute.location();
    boolean named = VECTOR_NAME.matcher(name(location)).matches();
    Optional<String> inside = inside(location);
    if (named && inside.isPresent()) {
      relocations.put(".", table.toString());
      return new Place(inside.get(), Origin.SAME, true);
    }
    UUID made = UUID.nameUUIDFromBytes(location.toString().getBytes(StandardCharsets.UTF_8));
    return outside(location, named ? name(location) : "deletion_vector_%s.bin".formatted(made));
  }

  /** The vector as the replica's log has it. */
  DeletionVector moved(DeletionVector vector, Place place) {
    int slash = place.target().lastIndexOf('/');
    var uuid = VECTOR_NAME.matcher(place.target().substring(slash + 1));
    if (!uuid.matches()) {
      throw new IllegalStateException("no vector file: " + place.target());
    }
    return vector.inFile(
        slash < 0 ? "" : place.target().substring(0, slash), UUID.fromString(uuid.group(1)));
  }

  private Optional<String> inside(Location location) {
    return location.isWithin(table) && !location.equals(table)
        ? Optional.of(
            location.path().substring(table.path().length() + (table.path().endsWith("/") ? 0 : 1)))
        : Optional.empty();
  }

  private Place outside(Location location, String targetName) {
    String whole = location.toString();
    String folder = whole.substring(0, whole.lastIndexOf('/'));
    String target = "ext-" + digest(folder);
    relocations.put(target, folder);
    return new Place(
        target + "/" + targetName,
        new Origin(folder.isEmpty() ? "/" : folder, name(location)),
        true);
  }

  private static String name(Location location) {
    return location.name();
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folders that files came from, by the folder of the replica that they went to. */
  Map<String, String> relocations() {
    return relocations;
  }
}
