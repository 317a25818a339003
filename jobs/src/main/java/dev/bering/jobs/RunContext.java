package dev.bering.jobs;

import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;

/**
 * What references of a job file can be filled in with beside the file itself.
 *
 * @param runId the run's own id
 * @param logicalDate the day that the run is for, which for a run at its usual time is today's
 * @param environment the variables of whoever starts the run
 */
public record RunContext(
    String runId, LocalDate logicalDate, Function<String, Optional<String>> environment) {

  private static final String VARIABLE = "${env.";

  /** Before any run: the variables of whoever will start it are known to nobody. */
  static final RunContext TRIAL =
      new RunContext(
          "trial", LocalDate.EPOCH, name -> Optional.of("%s%s}".formatted(VARIABLE, name)));

  /** Whether a value that was filled in rests on a variable that only runs know. */
  boolean leavesOpen(String text) {
    return equals(TRIAL) && text.contains(VARIABLE);
  }
}
