package dev.bering.jobs;

import dev.bering.model.Bytes;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a folder of jobs, as texts: one a job, {@code defaults.yaml} below all of them,
 * {@code env/NAME.yaml} for each environment, and cluster policies below {@code policies/}.
 *
 * @param place how the folder is named
 * @param texts by path within the folder, with {@code /} between names
 */
public record JobFiles(String place, SortedMap<String, String> texts) {
  static final String DEFAULTS = "defaults.yaml";
  static final String ENVIRONMENTS = "env/";
  static final String POLICIES = "policies/";
  private static final int MAX_DEPTH = 8;
  private static final int MAX_FILES = 100_000;
  private static final int MAX_BYTES = 4 << 20;

  public JobFiles {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }

  /**
   * The files of a folder of this machine; names that begin with a dot or an underscore are none of
   * them.
   *
   * @throws UserException JOB_FOLDER if it is missing, unreadable, or too large to be meant
   */
  public static JobFiles of(Path folder) {
    TreeMap<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
      Path root = folder.toRealPath();
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = name(folder, file);
        if (isOne(name)) {
          texts.put(name, text(root, file));
        }
        if (texts.size() > MAX_FILES) {
          throw unreadable(
              folder,
              "it has more than %,d files".formatted(MAX_FILES),
              "name the folder of the job files alone");
        }
      }
    } catch (IOException e) {
      throw unreadable(folder, Failures.fact(e), "check the path and the permissions");
    } catch (UncheckedIOException e) {
      throw unreadable(
          folder,
          Failures.fact(Objects.requireNonNull(e.getCause())),
          "check the path and the permissions");
    }
    return new JobFiles(folder.toString(), texts);
  }

  /** One job file of a folder, with the defaults, environments and policies beside it. */
  public static JobFiles of(Path folder, String file) {
    TreeMap<String, String> texts = new TreeMap<>();
    Path environments = folder.resolve(ENVIRONMENTS);
    try {
      Path root = folder.toRealPath();
      List<String> names = new ArrayList<>(List.of(file, DEFAULTS));
      if (Files.isDirectory(environments)) {
        try (Stream<Path> files = Files.list(environments)) {
          files.forEach(one -> names.add(ENVIRONMENTS + one.getFileName()));
        }
      }
      Path policies = folder.resolve(POLICIES);
      if (Files.isDirectory(policies)) {
        try (Stream<Path> files = Files.walk(policies, MAX_DEPTH - 1)) {
          files.limit(MAX_FILES).forEach(one -> names.add(name(folder, one)));
        }
      }
      for (String name : names) {
        if (isOne(name) && Files.isRegularFile(folder.resolve(name))) {
          texts.put(name, text(root, folder.resolve(name)));
        }
      }
    } catch (IOException e) {
      throw unreadable(folder, Failures.fact(e), "check the path and the permissions");
    } catch (UncheckedIOException e) {
      throw unreadable(
          folder,
          Failures.fact(Objects.requireNonNull(e.getCause())),
          "check the path and the permissions");
    }
    return new JobFiles(folder.toString(), texts);
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static String text(Path root, Path file) throws IOException {
    if (!file.toRealPath().startsWith(root)) {
      throw unreadable(file, "it is a link that leaves its folder", "put the file itself there");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw unreadable(
          file,
          "it has more than %s".formatted(Bytes.text(MAX_BYTES)),
          "split it, or move it away");
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "it is no UTF-8 text", "write job files as plain UTF-8 text");
    }
  }

  private static UserException unreadable(Path what, String fact, String hint) {
    return UserException.source(
        new Problem("JOB_FOLDER", "Cannot read %s: %s.".formatted(what, fact), hint));
  }

  static boolean isOne(String name) {
    return name.matches("(?!.*(?:^|/)[._]).*\\.ya?ml");
  }

  /** The paths of the jobs, without what holds for many of them. */
  List<String> jobs() {
    return texts.keySet().stream().filter(JobFiles::isJob).toList();
  }

  private static boolean isJob(String path) {
    return !path.equals(DEFAULTS) && !path.startsWith(ENVIRONMENTS) && !path.startsWith(POLICIES);
  }

  /** The paths of cluster policies. */
  List<String> policies() {
    return texts.keySet().stream().filter(path -> path.startsWith(POLICIES)).toList();
  }

  /** The names of the environments. */
  public List<String> environments() {
    return List.copyOf(environmentPaths().keySet());
  }

  /** The path of an environment's file. */
  String environment(String name) {
    String path = environmentPaths().get(name);
    if (path == null) {
      throw UserException.usage(
          new Problem(
              "JOB_ENVIRONMENT",
              "Cannot use environment '%s': %s has no %s%s.yaml."
                  .formatted(name, place, ENVIRONMENTS, name),
              environments().isEmpty()
                  ? "write that file, or leave --env out"
                  : NearestName.hint(name, environments())));
    }
    return path;
  }

  private SortedMap<String, String> environmentPaths() {
    TreeMap<String, String> paths = new TreeMap<>();
    texts.keySet().stream()
        .filter(name -> name.startsWith(ENVIRONMENTS))
        .forEach(
            name ->
                paths.put(
                    name.substring(ENVIRONMENTS.length()).replaceFirst("\\.ya?ml$", ""), name));
    return paths;
  }

  /** One job with the layers below and above it, and the policies. */
  JobFiles only(String path) {
    TreeMap<String, String> kept = new TreeMap<>(texts);
    kept.keySet().removeIf(name -> isJob(name) && !name.equals(path));
    return new JobFiles(place, kept);
  }

  /** How origins name one of the files. */
  String placeOf(String path) {
    return place.isEmpty() ? path : place + "/" + path;
  }
}
