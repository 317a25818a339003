package dev.bering.clone.iceberg;

import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.tables.iceberg.RecordedPath;
import dev.bering.tables.iceberg.RecordedPath.UnusablePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where every path of a table leads: by the longest known prefix to a folder of the target, or, if
 * none is known, to {@code data/ext-HASH}, one for each folder that files come from. The same path
 * always leads to the same place, in this run and, with what {@link ReplicaRecord} keeps, in every
 * later one: manifests that an earlier run has published stay true.
 */
final class PathMap {

  private static final String OUTSIDE = "data/ext-";
  private static final Pattern SPELLING = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]+:)?/*");

  private final String root;
  private final Map<String, String> folders = new TreeMap<>();
  private final Map<String, Location> heldAt = new TreeMap<>();
  private final Map<String, String> outside = new TreeMap<>();
  private final Map<String, String> roots = new HashMap<>();
  private final Set<String> spellings = new TreeSet<>();

  /**
   * A map that leads nowhere yet.
   *
   * @param root how the replica's metadata spells the target
   */
  PathMap(String root) {
    this.root = root;
  }

  /** How a new replica's metadata spells its location: with a scheme, also for local files. */
  static String spelling(Location target) {
    return target.isLocal() ? "file://" + target.path() : target.toString();
  }

  /** Files below this prefix are to be read at another place. */
  void hold(String prefix, Location place) throws UnusablePath {
    heldAt.put(RecordedPath.canonical(prefix), place);
  }

  /**
   * Files below this prefix go to a folder of the target.
   *
   * @param folder relative to the target; empty for the target itself
   */
  void move(String prefix, String folder) throws UnusablePath {
    folders.put(RecordedPath.canonical(prefix), folder);
  }

  /** Files below this prefix stay together below one folder, unless their place is known. */
  void keepTogether(String prefix) throws UnusablePath {
    String path = RecordedPath.canonical(prefix);
    if (prefixOf(path).isEmpty()) {
      folders.put(path, OUTSIDE + digest(path));
      outside.put(OUTSIDE + digest(path), path);
    }
  }

  /** The target's folder that takes the files below exactly this prefix. */
  Optional<String> folderOf(String prefix) throws UnusablePath {
    return Optional.ofNullable(folders.get(RecordedPath.canonical(prefix)));
  }

  /** Whether files below this prefix have their place already. */
  boolean covers(String prefix) throws UnusablePath {
    return prefixOf(RecordedPath.canonical(prefix)).isPresent();
  }

  /** Where a file lies, and is to lie. */
  Place place(String text) throws UnusablePath {
    String path = RecordedPath.canonical(text);
    String prefix = prefixOf(path).orElseGet(() -> parent(path));
    if (!folders.containsKey(prefix)) {
      outside.put(OUTSIDE + digest(prefix), prefix);
    }
    String moved = moved(path, prefix);
    if (moved.isEmpty() || moved.startsWith(Store.OWN_FOLDER + "/")) {
      throw new UnusablePath("path '%s' is no file of a table".formatted(text));
    }
    String holder = held(prefix);
    String held = held(path);
    if (!RecordedPath.isWithin(held, holder) || held.equals(holder)) {
      holder = parent(held);
    }
    return new Place(
        moved,
        roots.computeIfAbsent(holder, PathMap::location),
        held.substring(holder.length() + 1));
  }

  /** Where the source holds what is recorded under this path. */
  Location heldAt(String text) throws UnusablePath {
    return Location.of(location(held(RecordedPath.canonical(text))));
  }

  /** A path as the replica's metadata spells it. */
  String moved(String text) throws UnusablePath {
    String path = RecordedPath.canonical(text);
    return spelled(moved(path, prefixOf(path).orElseGet(() -> parent(path))));
  }

  /**
   * As {@link #moved}, but a path that cannot be followed stays as it is: every live file has been
   * followed before, so it is one that nobody reads any more.
   */
  String movedIfUsable(String text) {
    try {
      return moved(text);
    } catch (UnusablePath e) {
      return text;
    }
  }

  private String moved(String path, String prefix) {
    String folder =
        Optional.ofNullable(folders.get(prefix)).orElseGet(() -> OUTSIDE + digest(prefix));
    if (path.equals(prefix)) {
      return folder;
    }
    String name = path.substring(prefix.length() + 1);
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  /** A path below the target as the replica's metadata spells it. */
  String spelled(String path) {
    return path.isEmpty() ? root : root + "/" + path;
  }

  /** Remembers how a data or delete file is spelled. */
  void spelledAs(String text) {
    Matcher start = SPELLING.matcher(text);
    if (start.lookingAt()) {
      spellings.add(start.group());
    }
  }

  /**
   * The different ways in which one kind of place is spelled; empty if there is but one of each.
   */
  Set<String> mixedSpellings() throws UnusablePath {
    Map<String, Set<String>> bySchemes = new TreeMap<>();
    for (String spelling : spellings) {
      String canonical = RecordedPath.canonical(spelling + "x");
      bySchemes
          .computeIfAbsent(canonical.substring(0, canonical.indexOf(':')), key -> new TreeSet<>())
          .add(spelling);
    }
    Set<String> mixed = new TreeSet<>();
    bySchemes.values().stream().filter(several -> several.size() > 1).forEach(mixed::addAll);
    return mixed;
  }

  private Optional<String> prefixOf(String path) {
    return longest(folders, path);
  }

  private String held(String path) {
    String prefix = longest(heldAt, path).orElse("");
    Location place = heldAt.get(prefix);
    return place == null ? path : canonicalOf(place) + path.substring(prefix.length());
  }

  private static String location(String canonical) {
    return Location.of(canonical.equals("file:") ? "/" : canonical).toString();
  }

  private static String canonicalOf(Location location) {
    return location.isLocal() ? "file:" + location.path() : location.toString();
  }

  /** The path itself, or the nearest folder above it, that is a key. */
  private static Optional<String> longest(Map<String, ?> prefixes, String path) {
    for (String prefix = path; prefix.indexOf('/') >= 0; prefix = parent(prefix)) {
      if (prefixes.containsKey(prefix)) {
        return Optional.of(prefix);
      }
    }
    return Optional.empty();
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
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

  /** Every prefix that has led somewhere, with the target's folder that takes it. */
  Map<String, String> known() {
    Map<String, String> known = new TreeMap<>(folders);
    outside.forEach((folder, prefix) -> known.put(prefix, folder));
    return known;
  }

  /** The folders outside the table that files came from, by the folder of the target. */
  Map<String, String> relocations() {
    Map<String, String> relocations = new TreeMap<>();
    known()
        .forEach(
            (prefix, folder) -> {
              if (!folder.isEmpty()) {
                relocations.put(folder, prefix);
              }
            });
    return relocations;
  }
}
