package dev.bering.jobs;

import java.util.OptionalLong;

/**
 * The files that jobs are taken from.
 *
 * @param version of the publication they are; empty for a folder that was not published
 */
public record JobSource(JobFiles files, OptionalLong version) {

  /** A folder that was not published. */
  public static JobSource of(JobFiles files) {
    return new JobSource(files, OptionalLong.empty());
  }
}
