package dev.bering.platforms;

import java.util.Optional;

/**
 * A run on EMR: {@code j-1} for a cluster that came with its only step, {@code j-1/s-1} for a step
 * on a cluster that was there.
 *
 * @param step empty where the cluster is the run's own
 */
record EmrRun(String cluster, Optional<String> step) {

  static EmrRun ofCluster(String cluster) {
    return new EmrRun(cluster, Optional.empty());
  }

  static EmrRun ofStep(String cluster, String step) {
    return new EmrRun(cluster, Optional.of(step));
  }

  /** Reads what {@link #text} wrote. */
  static EmrRun of(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? ofCluster(text)
        : ofStep(text.substring(0, slash), text.substring(slash + 1));
  }

  String text() {
    return step.map(id -> cluster + "/" + id).orElse(cluster);
  }
}
