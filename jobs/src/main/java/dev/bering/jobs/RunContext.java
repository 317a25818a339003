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
    String runId, LocalDate logicalDate, Function<String, Optional<String>> environment) {}
