package dev.bering.jobs;

/**
 * What a cluster policy means for the cluster of a job.
 *
 * @param attribute as in {@code spark_conf.spark.master}
 * @param fact a clause that follows the attribute, with both places
 * @param hint the next step
 */
public record PolicyFinding(Weight weight, String attribute, String fact, String hint) {

  /** How much it matters. */
  public enum Weight {
    /** The platform would refuse the cluster, so the job is. */
    REFUSED,
    /** The job leaves it open, and the platform fills it in. */
    FILLED_IN,
    /** It cannot be told here; the platform tells it when a run is sent. */
    UNCHECKED
  }

  /** As in {@code num_workers is 4 (jobs/features.yaml:21), and policy ...}. */
  public String text() {
    return "%s %s".formatted(attribute, fact);
  }
}
