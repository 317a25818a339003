package dev.bering.examples;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder in which the demo works. It is told by a marker file; a folder that has files and no
 * marker belongs to somebody else and is refused. Inside, each part of the demo owns one folder,
 * which can be renewed: what the demo made goes, and if anything else lies there nothing goes.
 */
public final class DemoFolder {

  private static final String MARKER = ".bering-demo";
  private static final int NAMES_SHOWN = 3;

  private final Path root;

  private DemoFolder(Path root) {
    this.root = root;
  }

  /**
   * Opens the demo folder and makes it if it is not there.
   *
   * @throws UserException DEMO_FOLDER_FOREIGN if it is a file, or holds files and no marker;
   *     nothing is written then
   */
  public static DemoFolder open(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
        throw foreign(root, "it is a file");
      }
      Files.createDirectories(absolute);
      Path marker = absolute.resolve(MARKER);
      if (!Files.exists(marker)) {
        List<String> names = names(absolute);
        if (!names.isEmpty()) {
          throw foreign(root, "it holds " + some(names) + ", which the demo did not make");
        }
        Files.writeString(marker, "Made by bering demo, which may replace what is in here.\n");
      }
      return new DemoFolder(absolute);
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** The folder itself, absolute. */
  public Path root() {
    return root;
  }

  /** The folder of a part. */
  public Path part(String name) {
    return root.resolve(name);
  }

  /**
   * Makes the folder of a part empty. If this fails half-way, running it again is safe.
   *
   * @param name the name of the folder
   * @param made whether a file, given relative to the folder, is one that the demo makes there
   * @throws UserException DEMO_FOLDER_FOREIGN if another file lies there; nothing is removed then
   */
  public Path renew(String name, Predicate<Path> made) {
    Path part = part(name);
    try {
      List<Path> contents = contents(part);
      List<String> foreign =
          contents.stream()
              .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
              .filter(path -> path.equals(part) || !made.test(part.relativize(path)))
              .map(path -> root.relativize(path).toString())
              .toList();
      if (!foreign.isEmpty()) {
        throw foreign(part, "it holds " + some(foreign) + ", which the demo did not make");
      }
      for (Path path : contents) {
        Files.delete(path);
      }
      return Files.createDirectories(part);
    } catch (IOException e) {
      throw unusable(part, e);
    }
  }

  /** Everything below a folder and the folder itself, deepest first; links are not followed. */
  private static List<Path> contents(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = new ArrayList<>(paths.toList());
      deepestFirst.sort(Comparator.reverseOrder());
      return deepestFirst;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static String some(List<String> names) {
    String shown = String.join(", ", names.stream().sorted().limit(NAMES_SHOWN).toList());
    int more = names.size() - NAMES_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static UserException foreign(Path folder, String fact) {
    return UserException.usage(
        new Problem(
            "DEMO_FOLDER_FOREIGN",
            "Cannot lay the demo in %s: %s.".formatted(folder, fact),
            "name a folder that does not exist yet, or move those files away"));
  }

  private static UserException unusable(Path folder, IOException cause) {
    return UserException.source(
        new Problem(
            "DEMO_FOLDER_UNUSABLE",
            "Cannot lay the demo in %s: %s.".formatted(folder, cause),
            "check the permissions of the folder and the space on its disk"),
        cause);
  }
}
