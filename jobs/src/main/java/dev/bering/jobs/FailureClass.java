package dev.bering.jobs;

import dev.bering.model.ExitCode;
import java.util.Arrays;
import java.util.List;

/** Why a run did not succeed, the same words for every platform. */
public enum FailureClass {
  /** The cloud had no machines, or took them back. */
  CAPACITY("machines were not to be had, or were taken back"),
  /** A limit of the account or the service. */
  QUOTA("a limit of the account or of the service was reached"),
  /** The platform refuses what it was asked for. */
  CONFIG("the platform refused the job as it stands"),
  /** The platform refuses who asked. */
  AUTH("the platform refused who asked"),
  /** Libraries, images and scripts that come before the job's own code. */
  DEPENDENCY("what the job needs could not be put in place"),
  /** The job's processes ran out of memory. */
  MEMORY("memory ran out"),
  /** The job's own code failed. */
  USER_CODE("the job's own code failed"),
  /** It took longer than it may. */
  TIMEOUT("it took longer than it may"),
  /** Somebody stopped it. */
  CANCELLED("it was cancelled"),
  /** It never ran, as the platform had enough runs of it. */
  SKIPPED("the platform did not run it"),
  /** The platform itself failed, or nobody can say what happened. */
  PLATFORM("the platform failed");

  private final String words;

  FailureClass(String words) {
    this.words = words;
  }

  /** What happened, as part of a sentence. */
  public String words() {
    return words;
  }

  /** Whether trying the same again may succeed by itself. */
  public boolean mayPass() {
    return this == CAPACITY || this == QUOTA || this == PLATFORM;
  }

  /**
   * How a command ends whose run ended so: what may pass, what a person mends, or a plain failure.
   */
  public ExitCode exitCode() {
    return switch (this) {
      case CAPACITY, QUOTA, PLATFORM -> ExitCode.TEMPORARY;
      case CONFIG, AUTH, DEPENDENCY -> ExitCode.USAGE;
      case MEMORY, USER_CODE, TIMEOUT, CANCELLED, SKIPPED -> ExitCode.DIFFERENT;
    };
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Enum::name).toList();
  }
}
