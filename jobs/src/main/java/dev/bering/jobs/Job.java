package dev.bering.jobs;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;

/**
 * One run's job with every reference filled in: what a platform is asked for.
 *
 * @param labels to find it by
 * @param platforms where it runs; of several, the next takes over where capacity is gone
 * @param parameters their values, by name
 * @param env variables of its processes
 * @param secrets references, by the variable that is to hold the value; values are never here
 * @param sparkConf as the file says, before any platform translates it
 * @param tags that its machines carry
 * @param clusterPolicy what its cluster may be, where its platform has such policies
 * @param block what the file says of its platform alone, in the platform's own words
 */
public record Job(
    String name,
    Optional<String> owner,
    Map<String, String> labels,
    List<String> platforms,
    String sparkVersion,
    Program program,
    SortedMap<String, String> parameters,
    Dependencies dependencies,
    Map<String, String> env,
    SortedMap<String, Secret> secrets,
    Map<String, Setting> sparkConf,
    Size driver,
    Size executor,
    Optional<Elastic> elastic,
    Capacity capacity,
    RunPolicy policy,
    Map<String, String> tags,
    Optional<ClusterPolicy> clusterPolicy,
    Value.Fields block) {

  /** The platform of this run. */
  public String platform() {
    return platforms.get(0);
  }

  /** A plain value of the platform's block. */
  public Optional<String> blockText(String key) {
    return block
        .at(key)
        .filter(Value.Scalar.class::isInstance)
        .map(value -> ((Value.Scalar) value).text());
  }

  /** The language that a job is written in. */
  public enum Language {
    JAVA,
    SCALA,
    PYTHON,
    /** Whatever its cells are written in; only the platform that keeps it can run it. */
    NOTEBOOK
  }

  /**
   * What runs.
   *
   * @param file the jar, Python file or notebook; empty for the entry point of a wheel
   * @param mainClass of a jar
   * @param entryPoint of a wheel
   * @param arguments as the job is called
   * @param argumentTemplates the same, with references to parameters left as they are: for
   *     platforms that fill in parameters themselves
   */
  public record Program(
      Language language,
      Optional<String> file,
      Optional<String> mainClass,
      Optional<EntryPoint> entryPoint,
      List<String> arguments,
      List<String> argumentTemplates) {}

  /** A console script of a wheel. */
  public record EntryPoint(String packageName, String function) {}

  /** What is laid beside the job's code. */
  public record Dependencies(
      List<String> jars,
      List<String> packages,
      List<String> wheels,
      List<String> pyFiles,
      List<String> files,
      Optional<String> requirements) {}

  /**
   * Where a secret is kept.
   *
   * @param ref as in {@code aws-sm:prod/db#password}
   * @param databricks the scope and key that hold it on Databricks
   * @param origin where the file says so
   */
  public record Secret(String ref, Optional<String> databricks, Origin origin) {}

  /** A setting of Spark and where it was said. */
  public record Setting(String value, Origin origin) {}

  /** The size of a process, and how many of them. */
  public record Size(
      OptionalInt cores,
      Optional<String> memory,
      Optional<String> memoryOverhead,
      OptionalInt instances) {}

  /** Executors that come and go. */
  public record Elastic(OptionalInt min, OptionalInt max, OptionalInt initial) {}

  /** Which machines are wanted: {@code on-demand} or {@code spot}. */
  public record Capacity(
      Optional<String> driver, Optional<String> workers, Optional<String> fallback) {}

  /** Whether a platform keeps the job or is sent it for each run. */
  public enum Mode {
    ADHOC,
    SCHEDULED
  }

  /**
   * How runs are made.
   *
   * @param timeout a run is stopped after that
   */
  public record RunPolicy(
      Mode mode,
      Optional<Schedule> schedule,
      Optional<Duration> timeout,
      RetryPolicy retries,
      OptionalInt maxConcurrentRuns,
      Optional<Sla> sla,
      Optional<String> servicePrincipal,
      Optional<String> role) {}

  /**
   * When a platform starts it.
   *
   * @param byPlatform whether the platform itself starts it; else something outside does
   */
  public record Schedule(Optional<String> cron, ZoneId zone, boolean byPlatform) {}

  /** What is tried again, how often, and after how long. */
  public record RetryPolicy(int maxRetries, Duration minInterval, Set<FailureClass> retryOn) {

    public RetryPolicy {
      retryOn = Set.copyOf(retryOn);
    }
  }

  /** What was promised of a run's times. */
  public record Sla(
      Optional<Duration> startWithin, Optional<LocalTime> finishBy, boolean failsRun) {}
}
