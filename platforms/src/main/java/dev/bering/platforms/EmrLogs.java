package dev.bering.platforms;

import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.PlatformConnection.LogText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.emr.model.Cluster;

/**
 * What a step has written. The step itself is only YARN's client; the job's own words are those of
 * its driver, in the first container of the application that the client names.
 */
final class EmrLogs {
  private static final Pattern APPLICATION = Pattern.compile("application_\\d+_\\d+");

  private EmrLogs() {}

  /** Where a cluster leaves its logs; empty if it keeps none. */
  static Optional<GzipLogs> of(Cluster cluster) {
    return Optional.ofNullable(cluster.logUri()).filter(uri -> !uri.isBlank()).map(GzipLogs::at);
  }

  /** The folder of a step. */
  static String folder(String cluster, String step) {
    return "%s/steps/%s".formatted(cluster, step);
  }

  /** A part of what the driver wrote, or the step where there was no driver. */
  static LogText part(GzipLogs logs, String cluster, String step, LogStream stream, long from)
      throws IOException {
    String file = stream == LogStream.OUTPUT ? "stdout.gz" : "stderr.gz";
    return logs.part(driver(logs, cluster, step) + "/" + file, from);
  }

  /** The end of what the driver wrote of errors, or the step where there was no driver. */
  static String errors(GzipLogs logs, String cluster, String step) throws IOException {
    return logs.tail(driver(logs, cluster, step) + "/stderr.gz").orElse("");
  }

  /** The folder of the driver's logs. */
  private static String driver(GzipLogs logs, String cluster, String step) throws IOException {
    String folder = folder(cluster, step);
    Matcher application = APPLICATION.matcher(logs.tail(folder + "/stderr.gz").orElse(""));
    if (application.find()) {
      String containers = "%s/containers/%s".formatted(cluster, application.group());
      List<String> names = logs.folders(containers);
      if (!names.isEmpty()) {
        return containers + "/" + names.get(0);
      }
    }
    return folder;
  }
}
