package dev.bering.platforms;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;

/**
 * Applications of a YARN cluster. One is known again by a tag that holds the run's token. What
 * submits it is a process with a folder of its own, so that it is started once from this machine,
 * whoever asks; from another machine, the tag says whether it was.
 */
final class YarnConnection implements PlatformConnection {
  private static final Duration SUBMITS_WITHIN = Duration.ofMinutes(5);

  private final ProcessConnection submitter;
  private final List<String> tags;
  private final EventLogs logs;
  private final YarnConfiguration settings;
  private final YarnClient client = YarnClient.createYarnClient();

  /**
   * @param tags that the job itself asks for
   */
  YarnConnection(ProcessConnection submitter, List<String> tags, Path folder, EventLogs logs) {
    this.submitter = submitter;
    this.logs = logs;
    this.tags = List.copyOf(tags);
    Configuration read = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      read.addResource(new org.apache.hadoop.fs.Path(folder.resolve(file).toUri()));
    }
    settings = new YarnConfiguration(read);
    // A cluster that is away is asked again by the runner, which says so.
    settings.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, 10_000);
    settings.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 2_000);
    client.init(settings);
    client.start();
  }

  @Override
  public String submit(Token token) throws PlatformException {
    Optional<String> before = find(token);
    if (before.isPresent()) {
      return before.get();
    }
    String process =
        submitter.submit(
            token,
            List.of("--conf", "spark.yarn.tags=" + String.join(",", with(tags, token.text()))));
    Instant limit = Instant.now().plus(SUBMITS_WITHIN);
    RunStatus status = submitter.status(process);
    while (status.phase() != RunStatus.Phase.ENDED && Instant.now().isBefore(limit)) {
      pause();
      status = submitter.status(process);
    }
    Optional<String> found = find(token);
    if (found.isPresent()) {
      return found.get();
    }
    if (status.failure().isPresent()) {
      throw new PlatformException(refused(status.failure().get()));
    }
    throw new PlatformException(
        Failure.of(
            FailureClass.PLATFORM,
            status.phase() == RunStatus.Phase.ENDED
                ? "spark-submit ended well, and the cluster knows no application with tag "
                    + token.text()
                : "spark-submit is still at it after %s".formatted(SUBMITS_WITHIN)));
  }

  private static List<String> with(List<String> tags, String token) {
    List<String> all = new ArrayList<>(tags);
    all.add(token);
    return all;
  }

  @Override
  public Optional<String> machine() {
    return submitter.machine();
  }

  /** What fails before the application is there is no failure of the job's code. */
  private static Failure refused(Failure failure) {
    return failure.kind() == FailureClass.USER_CODE
        ? new Failure(
            FailureClass.CONFIG, failure.words(), failure.code(), Optional.empty(), failure.look())
        : failure;
  }

  private void pause() throws PlatformException {
    try {
      Thread.sleep(submitter.pace().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException(
          Failure.of(FailureClass.PLATFORM, "interrupted while the application was submitted"), e);
    }
  }

  @Override
  public Optional<String> find(Token token) throws PlatformException {
    try {
      return client
          .getApplications(
              Set.of("SPARK"), EnumSet.allOf(YarnApplicationState.class), Set.of(token.text()))
          .stream()
          .min(Comparator.comparing(ApplicationReport::getStartTime))
          .map(report -> report.getApplicationId().toString());
    } catch (YarnException | IOException e) {
      throw away(e);
    }
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    try {
      return status(client.getApplicationReport(ApplicationId.fromString(id)));
    } catch (ApplicationNotFoundException e) {
      throw new PlatformException(
          Failure.of(FailureClass.CONFIG, "the cluster does not know %s any more".formatted(id)),
          e);
    } catch (YarnException | IOException e) {
      throw away(e);
    }
  }

  private static PlatformException away(Exception e) {
    return new PlatformException(
        Failure.of(FailureClass.PLATFORM, "the cluster does not answer: %s".formatted(e)), e);
  }

  private static RunStatus status(ApplicationReport report) {
    RunStatus.Phase phase =
        switch (report.getYarnApplicationState()) {
          case NEW, NEW_SAVING, SUBMITTED -> RunStatus.Phase.WAITING;
          case ACCEPTED -> RunStatus.Phase.STARTING;
          case RUNNING -> RunStatus.Phase.RUNNING;
          case FINISHED, FAILED, KILLED -> RunStatus.Phase.ENDED;
        };
    return new RunStatus(
        phase,
        report.getLaunchTime() > 0
            ? Optional.of(Instant.ofEpochMilli(report.getLaunchTime()))
            : Optional.empty(),
        report.getFinishTime() > 0
            ? Optional.of(Instant.ofEpochMilli(report.getFinishTime()))
            : Optional.empty(),
        phase == RunStatus.Phase.ENDED ? failure(report) : Optional.empty(),
        links(report),
        facts(report));
  }

  private static Map<String, String> links(ApplicationReport report) {
    String page = report.getTrackingUrl();
    return page == null || page.isBlank() || page.equals("N/A")
        ? Map.of()
        : Map.of("spark-ui", URI.create(page).isAbsolute() ? page : "http://" + page);
  }

  private static Map<String, String> facts(ApplicationReport report) {
    Map<String, String> facts = new HashMap<>();
    facts.put("queue", report.getQueue());
    if (report.getApplicationResourceUsageReport() != null) {
      facts.put("vcoreSeconds", report.getApplicationResourceUsageReport().getVcoreSeconds() + "");
      facts.put(
          "memorySeconds", report.getApplicationResourceUsageReport().getMemorySeconds() + "");
    }
    return facts;
  }

  private static Optional<Failure> failure(ApplicationReport report) {
    FinalApplicationStatus end = report.getFinalApplicationStatus();
    if (end == FinalApplicationStatus.SUCCEEDED) {
      return Optional.empty();
    }
    String words = report.getDiagnostics() == null ? "" : report.getDiagnostics().strip();
    String look = "yarn logs -applicationId " + report.getApplicationId();
    if (end == FinalApplicationStatus.KILLED) {
      return Optional.of(
          new Failure(
              FailureClass.CANCELLED,
              words.isEmpty() ? "the application was killed" : words,
              Optional.of("KILLED"),
              Optional.empty(),
              Optional.of(look)));
    }
    Failure read = DriverLog.failure(words, "the application failed", look);
    return Optional.of(
        new Failure(
            kind(words, read),
            words.isEmpty() ? read.words() : words,
            Optional.of(end.name()),
            read.exception(),
            Optional.of(look)));
  }

  private static FailureClass kind(String words, Failure read) {
    if (words.contains("Container released on a *lost* node") || words.contains("preempted")) {
      return FailureClass.CAPACITY;
    }
    boolean isUsers = words.contains("User class threw exception") || read.exception().isPresent();
    return isUsers || read.kind() != FailureClass.USER_CODE ? read.kind() : FailureClass.PLATFORM;
  }

  @Override
  public void cancel(String id) throws PlatformException {
    try {
      client.killApplication(ApplicationId.fromString(id), "cancelled by Bering");
    } catch (ApplicationNotFoundException e) {
      // It is gone already.
    } catch (YarnException | IOException e) {
      throw away(e);
    }
  }

  /** The driver's log, once the cluster has gathered it after the end. */
  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    ApplicationId application = ApplicationId.fromString(id);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ApplicationReport report = client.getApplicationReport(application);
      ContainerLogsRequest request = new ContainerLogsRequest();
      request.setAppId(application);
      request.setAppOwner(report.getUser());
      request.setContainerId(
          ContainerId.newContainerId(report.getCurrentApplicationAttemptId(), 1).toString());
      request.setLogTypes(Set.of(stream == LogStream.OUTPUT ? "stdout" : "stderr"));
      request.setBytes(Long.MAX_VALUE);
      new LogAggregationFileControllerFactory(settings)
          .getFileControllerForRead(application, report.getUser())
          .readAggregatedLogs(request, bytes);
    } catch (IOException e) {
      // Several looks in vain come as one exception of no particular type.
      if (String.valueOf(e.getMessage()).contains("does not exist")) {
        return new LogText("", from);
      }
      throw e;
    } catch (YarnException e) {
      throw new IOException(e.getMessage(), e);
    }
    String text = contents(bytes.toString(StandardCharsets.UTF_8));
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    int start = (int) Math.min(from, all.length);
    return new LogText(
        new String(all, start, all.length - start, StandardCharsets.UTF_8), all.length);
  }

  /** What stands between the lines that YARN puts around a file. */
  private static String contents(String gathered) {
    int start = gathered.indexOf("LogContents:\n");
    int end = gathered.lastIndexOf("\nEnd of LogType");
    return start < 0 || end < start
        ? ""
        : gathered.substring(start + "LogContents:\n".length(), end);
  }

  @Override
  public ResourceUse resources(Token token, String id) throws IOException {
    return logs.of(token, Optional.of(id), submitter.startedAt(token));
  }

  @Override
  public Duration pace() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void close() {
    client.stop();
  }
}
