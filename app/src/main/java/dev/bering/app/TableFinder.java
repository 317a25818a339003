package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds tables below a root by listing folders. A folder with a {@code _delta_log} is a table, one
 * with metadata files of Iceberg too; nothing inside a table is looked at, nor folders whose names
 * begin with {@code _} or {@code .}.
 */
final class TableFinder {

  /** Deeper than lakes are; a symbolic link that leads back to where it is gets here. */
  private static final int MAX_DEPTH = 32;

  /** Enough to tell a folder of tables from a folder of something else. */
  private static final int GLANCE_FOLDERS = 200;

  private final Store store;

  /** A finder below the root of {@code store}. */
  TableFinder(Store store) {
    this.store = store;
  }

  /**
   * What fits a pattern; paths relative to the root, in order of name.
   *
   * @param tables folders that are tables
   * @param others folders that hold files and are no table
   * @param filled those of {@code others} that hold files themselves or in folders named {@code
   *     key=value}
   */
  record Found(List<String> tables, List<String> others, Set<String> filled) {

    Found() {
      this(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    }

    /**
     * The same with folders of data files among the tables, wherever it is plain where such a table
     * begins: there is neither a table nor another folder of files above or below it.
     */
    Found withFolders() {
      List<String> alone =
          others.stream()
              .filter(filled::contains)
              .filter(path -> Stream.of(tables, others).allMatch(places -> isAlone(path, places)))
              .toList();
      return new Found(
          Stream.concat(tables.stream(), alone.stream()).sorted().toList(),
          others.stream().filter(path -> !alone.contains(path)).toList(),
          filled);
    }

    private static boolean isAlone(String path, List<String> places) {
      return places.stream()
          .noneMatch(other -> other.startsWith(path + "/") || path.startsWith(other + "/"));
    }
  }

  /**
   * Everything that fits {@code pattern}.
   *
   * @throws UserException CLONE_PATTERN if folders lie deeper than any lake has them
   */
  Found find(TablePattern pattern) throws IOException {
    Found found = new Found();
    look("", store.folders(""), 0, pattern, found);
    return found;
  }

  private void look(String folder, List<String> names, int depth, TablePattern pattern, Found found)
      throws IOException {
    boolean allBelow = pattern.isAllBelow(Math.min(depth, pattern.parts().size() - 1));
    int part = allBelow ? pattern.parts().size() - 1 : depth;
    for (String name : names) {
      if (isHidden(name) || !(allBelow || pattern.fits(part, name))) {
        continue;
      }
      String path = join(folder, name);
      if (isTable(path)) {
        if (pattern.endsAt(part)) {
          found.tables().add(path);
        }
      } else {
        List<String> below = store.folders(path);
        boolean isLast = pattern.endsAt(part) && !allBelow;
        if (pattern.endsAt(part)) {
          if (holdsFiles(path, below)) {
            found.filled().add(path);
            found.others().add(path);
          } else if (isLast && !below.isEmpty()) {
            found.others().add(path);
          }
        }
        if (!isLast) {
          requireDepth(path, depth);
          List<String> places = below.stream().filter(child -> child.indexOf('=') <= 0).toList();
          look(path, places, depth + 1, pattern, found);
        }
      }
    }
  }

  private void requireDepth(String path, int depth) {
    if (depth == MAX_DEPTH) {
      throw UserException.usage(
          new Problem(
              "CLONE_PATTERN",
              "Cannot look for tables below %s: folders lie more than %d deep, such as %s."
                  .formatted(store.name(), MAX_DEPTH, path),
              "name a folder further down, and look for a symbolic link that leads back to"
                  + " itself"));
    }
  }

  /** A table that lies somewhere below the root, if a glance shows one. */
  Optional<String> glance() throws IOException {
    Deque<String> folders = new ArrayDeque<>(List.of(""));
    for (int looked = 0; looked < GLANCE_FOLDERS && !folders.isEmpty(); looked++) {
      String folder = folders.removeFirst();
      if (!folder.isEmpty() && isTable(folder)) {
        return Optional.of(folder);
      }
      store.folders(folder).stream()
          .filter(name -> !isHidden(name))
          .forEach(name -> folders.addLast(join(folder, name)));
    }
    return Optional.empty();
  }

  /** Lists the log and the metadata, never the folder itself: a table may have a million files. */
  private boolean isTable(String path) throws IOException {
    return !store.list(join(path, TableFormat.DELTA_LOG)).isEmpty()
        || TableFormat.isIceberg(store, path + "/");
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private boolean holdsFiles(String path, List<String> below) throws IOException {
    return isPartitioned(below)
        || store.list(path).stream()
            .map(file -> file.path().substring(path.length() + 1))
            .anyMatch(name -> !isHidden(name));
  }

  /** Folders named {@code key=value} are parts of something, not places for tables. */
  private static boolean isPartitioned(List<String> names) {
    return names.stream().anyMatch(name -> name.indexOf('=') > 0);
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }
}
