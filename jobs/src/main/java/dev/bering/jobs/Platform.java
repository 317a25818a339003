package dev.bering.jobs;

import java.util.List;
import java.util.Optional;

/**
 * A place where jobs run. What a job file may say of it and what a job becomes there is pure;
 * {@link #connect} is where the network begins.
 */
public interface Platform {

  /** As in {@code platform: emr}. */
  String name();

  /** Whether it runs notebooks, which no other platform then can. */
  default boolean runsNotebooks() {
    return false;
  }

  /** Whether {@code policy} in its block names a cluster policy. */
  default boolean takesClusterPolicies() {
    return false;
  }

  /** The keys of {@code platforms.<name>} that are this platform's own. */
  Shape.Group block();

  /**
   * What is sent for a job, in the platform's own words, and what of the file it cannot honour.
   * Nothing is read or opened.
   */
  Rendering render(Job job);

  /** Whether it starts jobs that it keeps by itself, where a file says so. */
  default boolean startsKeptJobs() {
    return false;
  }

  /**
   * The keys under {@code settings} of its block by which a file lets it start a kept job in the
   * platform's own words, beside {@code run.schedule}.
   */
  default List<String> starters() {
    return List.of();
  }

  /**
   * The same for a run of a job whose own platform is another: what is kept of it here is not
   * started by this platform.
   */
  default Rendering standIn(Rendering rendering) {
    return rendering;
  }

  /**
   * What the platform keeps of the job and starts by itself; empty where it starts nothing.
   *
   * @throws dev.bering.model.UserException if the address or the credentials are missing
   */
  default Optional<KeptSchedule> schedule(Rendering rendering) {
    return Optional.empty();
  }

  /**
   * A connection for one job's runs.
   *
   * @throws dev.bering.model.UserException if the address or the credentials are missing
   */
  PlatformConnection connect(Rendering rendering);
}
