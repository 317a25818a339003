package dev.bering.jobs;

/**
 * What is known of something that a job brings along, held against what its platform has already.
 *
 * @param dependency as the file has it: coordinates, the name of a file, or a package of Python
 * @param place file and line, or option
 * @param fact a clause that follows its name, as in {@code is built for Scala 2.12, and ...}
 * @param hint the next step
 */
public record DependencyFinding(
    Weight weight, String dependency, String place, String fact, String hint) {

  /** How much it matters. */
  public enum Weight {
    /** It cannot work; the job is refused. */
    REFUSED,
    /** It may work, and may change results. */
    WARNING,
    /** It does no harm, or it cannot be told. */
    TOLD
  }

  /** As in {@code g:a:1 (jobs/features.yaml:7) clashes with ...}. */
  public String text() {
    return "%s (%s) %s".formatted(dependency, place, fact);
  }
}
