package dev.bering.platforms;

import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.text;

import dev.bering.jobs.Job;
import dev.bering.jobs.Shape;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which Spark runs in a release of EMR; a table beside this class, with its date. */
final class EmrReleases {
  static final Shape.Key LABEL =
      key("releaseLabel", text(), "The release of EMR, which decides the Spark that runs.");
  static final Shape.Key VERSION =
      key(
          "sparkVersion",
          text("\\d+\\.\\d+(?:\\.\\d+)?", "version of Spark", "4.1"),
          "The Spark of a release that Bering does not know.");
  private static final Map<String, String> KNOWN = known();

  private EmrReleases() {}

  private static Map<String, String> known() {
    Map<String, String> all = new LinkedHashMap<>();
    DataTable.rows("emr-releases.txt", 2).forEach(row -> all.put(row.get(0), row.get(1)));
    return all;
  }

  /** The version of Spark of a release; empty if it is not known. */
  static Optional<String> spark(String label) {
    return Optional.ofNullable(KNOWN.get(label));
  }

  /**
   * The version of Spark that a job gets.
   *
   * @throws UserException EMR_RELEASE if neither the release nor the file says it
   */
  static String spark(Job job) {
    String label =
        job.blockText("releaseLabel")
            .orElseThrow(
                () ->
                    refused(
                        job,
                        "nothing says which release",
                        "write 'releaseLabel: ...' under platforms.%s".formatted(job.platform())));
    return spark(label)
        .or(() -> job.blockText("sparkVersion"))
        .orElseThrow(
            () ->
                refused(
                    job,
                    "the Spark of release '%s' is not known".formatted(label),
                    NearestName.of(label, KNOWN.keySet())
                            .map("did you mean %s? "::formatted)
                            .orElse("")
                        + "else write its 'sparkVersion: ...' beside it"));
  }

  private static UserException refused(Job job, String fact, String hint) {
    return UserException.usage(
        new Problem(
            "EMR_RELEASE",
            "Cannot run job '%s' on %s: %s.".formatted(job.name(), job.platform(), fact),
            hint));
  }
}
