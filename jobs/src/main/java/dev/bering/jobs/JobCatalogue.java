package dev.bering.jobs;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The jobs of a folder, read but not yet merged. */
public final class JobCatalogue {
  private final JobFormat format;
  private final JobFiles files;
  private final Map<String, Layer> jobs;
  private final Layer defaults;
  private final Map<String, Layer> environments;
  private final ClusterPolicies policies;
  private final Map<String, List<Problem>> problems;

  JobCatalogue(
      JobFormat format,
      JobFiles files,
      Map<String, Layer> jobs,
      Layer defaults,
      Map<String, Layer> environments,
      ClusterPolicies policies,
      Map<String, List<Problem>> problems) {
    this.format = format;
    this.files = files;
    this.jobs = jobs;
    this.defaults = defaults;
    this.environments = environments;
    this.policies = policies;
    this.problems = problems;
  }

  /** The names of the jobs. */
  public SortedSet<String> names() {
    return new TreeSet<>(jobs.keySet());
  }

  /** The environments that say a platform for every job. */
  List<String> environmentsWithPlatform() {
    return environments.entrySet().stream()
        .filter(entry -> entry.getValue().values().at("platform").isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Where the file of one of the jobs is, as its folder was named. */
  public String place(String name) {
    return Objects.requireNonNull(jobs.get(name), name).place();
  }

  /** The path of a job's file within the folder. */
  String path(String name) {
    String place = place(name);
    return files.place().isEmpty() ? place : place.substring(files.place().length() + 1);
  }

  /** What is wrong with the files as they stand, before any is merged. */
  public List<Problem> problems() {
    return problems.values().stream().flatMap(List::stream).distinct().toList();
  }

  /**
   * One job with its layers merged.
   *
   * @throws UserException with everything that is wrong with its files, or if there is no such job
   */
  public MergedJob job(String name, JobChoice choice) {
    Layer job = jobs.get(name);
    if (job == null) {
      if (!problems().isEmpty()) {
        throw UserException.usage(problems());
      }
      throw UserException.usage(
          new Problem(
              "JOB_UNKNOWN",
              "Cannot find job '%s': %s has none of that name.".formatted(name, files.place()),
              NearestName.hint(name, jobs.keySet())));
    }
    Optional<Layer> environment =
        choice
            .environment()
            .map(
                wanted -> {
                  String path = files.environment(wanted);
                  return Optional.ofNullable(environments.get(wanted))
                      .orElse(Layer.empty(files.placeOf(path)));
                });
    requireSound(job, environment);
    return format.merge(name, defaults, job, environment, policies, choice);
  }

  /** A file that is wrong does not stop the jobs of others. */
  private void requireSound(Layer job, Optional<Layer> environment) {
    Set<String> places =
        new LinkedHashSet<>(List.of(job.place(), files.placeOf(JobFiles.DEFAULTS)));
    environment.ifPresent(layer -> places.add(layer.place()));
    List<Problem> own =
        places.stream()
            .flatMap(place -> problems.getOrDefault(place, List.of()).stream())
            .distinct()
            .toList();
    if (!own.isEmpty()) {
      throw UserException.usage(own);
    }
  }
}
