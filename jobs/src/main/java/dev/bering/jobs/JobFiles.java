package dev.bering.jobs;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a folder of jobs, as texts: one a job, {@code defaults.yaml} below all of them, and
 * {@code env/NAME.yaml} for each environment.
 *
 * @param place how the folder is named
 * @param texts by path within the folder, with {@code /} between names
 */
public record JobFiles(String place, SortedMap<String, String> texts) {
  static final String DEFAULTS = "defaults.yaml";
  static final String ENVIRONMENTS = "env/";
  private static final int MAX_FILES = 100_000;

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
    try (Stream<Path> files = Files.walk(folder, 8)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (isOne(name)) {
          texts.put(name, Files.readString(file, StandardCharsets.UTF_8));
        }
        if (texts.size() > MAX_FILES) {
          throw UserException.usage(
              new Problem(
                  "JOB_FOLDER",
                  "Cannot read folder %s: it has more than %,d files.".formatted(folder, MAX_FILES),
                  "name the folder of the job files alone"));
        }
      }
    } catch (java.nio.charset.CharacterCodingException e) {
      throw UserException.source(
          new Problem(
              "JOB_FOLDER",
              "Cannot read folder %s: a file in it is no UTF-8 text.".formatted(folder),
              "write job files as plain UTF-8 text"),
          e);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "JOB_FOLDER",
              "Cannot read folder %s: %s.".formatted(folder, Failures.fact(e)),
              "check the path and the permissions"),
          e);
    }
    return new JobFiles(folder.toString(), texts);
  }

  /** One job file of a folder, with the defaults and environments beside it. */
  public static JobFiles of(Path folder, String file) {
    JobFiles all = of(folder);
    return all.only(file);
  }

  static boolean isOne(String name) {
    return name.matches("(?!.*(?:^|/)[._]).*\\.ya?ml");
  }

  /** The paths of the jobs, without defaults and environments. */
  List<String> jobs() {
    return texts.keySet().stream().filter(JobFiles::isJob).toList();
  }

  private static boolean isJob(String path) {
    return !path.equals(DEFAULTS) && !path.startsWith(ENVIRONMENTS);
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

  /** One job with the layers below and above it. */
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
