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
import java.util.concurrent.ConcurrentHashMap;
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
 * Applications of a YARN cluster. A run's id is its token, which its application has for a tag.
 * What submits it is a process with a folder of its own, so that it is started once from this
 * machine, whoever asks, and nobody waits for it; from another machine, the tag says whether it
 * was. Runs of before are known by the application's id.
 */
final class YarnConnection implements PlatformConnection {
  private static final String APPLICATION = "application_";

  /** A request that a process sent before its end reaches the cluster within that time. */
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(5);

  private final ProcessConnection submitter;
  private final List<String> tags;
  private final EventLogs logs;
  private final YarnConfiguration settings;
  private final Map<String, ApplicationId> applications = new ConcurrentHashMap<>();
  private final Map<String, Instant> goneSince = new ConcurrentHashMap<>();
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
    submitter.submit(
        token, List.of("--conf", "spark.yarn.tags=" + String.join(",", with(tags, token.text()))));
    return token.text();
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

  @Override
  public Optional<String> find(Token token) throws PlatformException {
    return application(token.text()).isPresent() || submitter.find(token.text()).isPresent()
        ? Optional.of(token.text())
        : Optional.empty();
  }

  /** The application of a run; empty while nothing of it has come to the cluster. */
  private Optional<ApplicationId> application(String id) throws PlatformException {
    if (id.startsWith(APPLICATION)) {
      return Optional.of(ApplicationId.fromString(id));
    }
    // Noted, as a cluster forgets applications after a while: one that was there is never taken for
    // one that never came.
    Optional<ApplicationId> known =
        Optional.ofNullable(applications.get(id))
            .or(() -> submitter.noted(id).map(ApplicationId::fromString));
    if (known.isPresent()) {
      return known;
    }
    try {
      Optional<ApplicationId> found =
          client
              .getApplications(
                  Set.of("SPARK"), EnumSet.allOf(YarnApplicationState.class), Set.of(id))
              .stream()
              .min(Comparator.comparing(ApplicationReport::getStartTime))
              .map(ApplicationReport::getApplicationId);
      if (found.isPresent()) {
        applications.put(id, found.get());
        submitter.note(id, found.get().toString());
      }
      return found;
    } catch (YarnException | IOException e) {
      throw away(e);
    }
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    // The process first: an application that is not there once it has ended does not come any more.
    Optional<RunStatus> process = process(id);
    Optional<ApplicationId> application = application(id);
    if (application.isEmpty()) {
      return withoutApplication(id, process);
    }
    try {
      return status(client.getApplicationReport(application.get()));
    } catch (ApplicationNotFoundException e) {
      throw new PlatformException(
          Failure.of(
              FailureClass.CONFIG,
              "the cluster does not know %s any more".formatted(application.get())),
          e);
    } catch (YarnException | IOException e) {
      throw away(e);
    }
  }

  /** How what submits a run is; empty if it is of another machine, or not needed any more. */
  private Optional<RunStatus> process(String id) throws PlatformException {
    Optional<String> process =
        id.startsWith(APPLICATION) || applications.containsKey(id)
            ? Optional.empty()
            : submitter.find(id);
    return process.isPresent() ? Optional.of(submitter.status(process.get())) : Optional.empty();
  }

  /**
   * A run is over without an application only if its process has left an exit code, or if it is
   * gone and somebody wants the run stopped.
   */
  private RunStatus withoutApplication(String id, Optional<RunStatus> process)
      throws PlatformException {
    if (process.isEmpty()) {
      throw silent(
          "the cluster knows no application with tag %s, and what submits it is of another machine"
              .formatted(id));
    }
    RunStatus seen = process.get();
    boolean isOver = seen.phase() == RunStatus.Phase.ENDED;
    if (isOver && seen.endedAt().isEmpty()) {
      return withoutExit(id, seen);
    }
    if (isOver && seen.failure().isEmpty()) {
      throw silent("spark-submit ended well, and the cluster knows no application with tag " + id);
    }
    boolean isSettled =
        isOver && seen.endedAt().orElseThrow().plus(SETTLES_WITHIN).isBefore(Instant.now());
    boolean isStopping =
        seen.phase() == RunStatus.Phase.STOPPING
            || seen.failure().map(why -> why.kind() == FailureClass.CANCELLED).orElse(false);
    return new RunStatus(
        isSettled
            ? RunStatus.Phase.ENDED
            : isStopping ? RunStatus.Phase.STOPPING : RunStatus.Phase.WAITING,
        Optional.empty(),
        isSettled ? seen.endedAt() : Optional.empty(),
        isSettled ? seen.failure().map(YarnConnection::refused) : Optional.empty(),
        seen.links(),
        seen.facts());
  }

  /**
   * The process is gone, or was never there, and nobody knows since when: what it had sent may come
   * to the cluster for a while after it was first seen so.
   */
  private RunStatus withoutExit(String id, RunStatus seen) throws PlatformException {
    Instant since = goneSince.computeIfAbsent(id, any -> Instant.now());
    boolean isSettled = since.plus(SETTLES_WITHIN).isBefore(Instant.now());
    if (seen.failure().map(why -> why.kind() == FailureClass.CANCELLED).orElse(false)) {
      return new RunStatus(
          isSettled ? RunStatus.Phase.ENDED : RunStatus.Phase.STOPPING,
          Optional.empty(),
          isSettled ? Optional.of(since) : Optional.empty(),
          isSettled ? seen.failure() : Optional.empty(),
          seen.links(),
          seen.facts());
    }
    String words =
        "the cluster knows no application with tag %s, and %s"
            .formatted(id, seen.failure().map(Failure::words).orElse("nobody knows why"));
    if (!isSettled) {
      throw silent(words);
    }
    throw PlatformException.inDoubt(
        new Failure(
            FailureClass.PLATFORM,
            words,
            Optional.empty(),
            Optional.empty(),
            Optional.of("yarn application -list -appStates ALL -appTags " + id)));
  }

  private static PlatformException silent(String words) {
    return new PlatformException(Failure.of(FailureClass.PLATFORM, words));
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
    facts.put("application", report.getApplicationId().toString());
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
    Optional<ApplicationId> application = application(id);
    try {
      if (application.isPresent()) {
        client.killApplication(application.get(), "cancelled by Bering");
      } else {
        Optional<String> process = submitter.find(id);
        if (process.isPresent()) {
          submitter.cancel(process.get());
        }
      }
    } catch (ApplicationNotFoundException e) {
      // It is gone already.
    } catch (YarnException | IOException e) {
      throw away(e);
    }
  }

  /**
   * The driver's log, once the cluster has gathered it after the end; of a run that never came to
   * the cluster, what spark-submit wrote.
   */
  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    try {
      Optional<RunStatus> process = process(id);
      Optional<ApplicationId> application = application(id);
      if (application.isPresent()) {
        return gathered(application.get(), stream, from);
      }
      return process.map(RunStatus::phase).equals(Optional.of(RunStatus.Phase.ENDED))
          ? submitter.log(submitter.find(id).orElseThrow(), stream, from)
          : new LogText("", from);
    } catch (PlatformException e) {
      throw new IOException(e.failure().words(), e);
    }
  }

  private LogText gathered(ApplicationId application, LogStream stream, long from)
      throws IOException {
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
    try {
      // Logs have the application's name; the run's own id is its token.
      return logs.of(
          token, application(id).map(ApplicationId::toString), submitter.startedAt(token));
    } catch (PlatformException e) {
      throw new IOException(e.failure().words(), e);
    }
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
