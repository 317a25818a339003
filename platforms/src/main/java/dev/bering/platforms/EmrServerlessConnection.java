package dev.bering.platforms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunStatus;
import dev.bering.jobs.RunStatus.Phase;
import dev.bering.model.UserException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.JobRun;
import software.amazon.awssdk.services.emrserverless.model.JobRunState;
import software.amazon.awssdk.services.emrserverless.model.JobRunSummary;
import software.amazon.awssdk.services.emrserverless.model.ResourceUtilization;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;
import software.amazon.awssdk.services.emrserverless.model.TotalResourceUtilization;

/**
 * Job runs on EMR Serverless. The service itself starts one run for one client token; a run is
 * found again, for 14 days, by the token at the end of its name.
 */
final class EmrServerlessConnection implements PlatformConnection {
  private static final Duration KEPT = Duration.ofDays(14);

  private final AwsAccess access;
  private final EmrServerlessClient client;
  private final ObjectNode request;

  EmrServerlessConnection(Rendering rendering, AwsAccess access) {
    this.access = access;
    this.client = access.client(EmrServerlessClient.builder(), rendering.job());
    this.request = rendering.payload().withObject("/" + EmrServerlessPlatform.START);
  }

  private String application() {
    return request.path("applicationId").asText();
  }

  @Override
  public String submit(Token token) throws PlatformException {
    Optional<String> there = find(token);
    if (there.isPresent()) {
      return there.get();
    }
    ObjectNode sent = request.deepCopy();
    sent.put("clientToken", token.text());
    sent.put("name", request.path("name").asText() + suffix(token));
    sent.withObject("/tags")
        .put(EmrStarts.RUN_TAG, token.runId())
        .put(EmrStarts.TOKEN_TAG, token.text());
    StartJobRunRequest start = SdkWords.filled(StartJobRunRequest.builder(), sent).build();
    return AwsFailures.called(() -> client.startJobRun(start).jobRunId());
  }

  private static String suffix(Token token) {
    return " " + token.text();
  }

  @Override
  public Optional<String> find(Token token) throws PlatformException {
    Instant since = Instant.now().minus(KEPT);
    return AwsFailures.called(
        () ->
            client
                .listJobRunsPaginator(ask -> ask.applicationId(application()).createdAtAfter(since))
                .jobRuns()
                .stream()
                .filter(run -> run.name() != null && run.name().endsWith(suffix(token)))
                .map(JobRunSummary::id)
                .findFirst());
  }

  private JobRun run(String id) throws PlatformException {
    return AwsFailures.called(
        () -> client.getJobRun(ask -> ask.applicationId(application()).jobRunId(id)).jobRun());
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    JobRun run = run(id);
    Phase phase = phase(run.state());
    return new RunStatus(
        phase,
        Optional.ofNullable(run.startedAt()),
        phase == Phase.ENDED
            ? Optional.ofNullable(run.endedAt()).or(() -> Optional.ofNullable(run.updatedAt()))
            : Optional.empty(),
        phase == Phase.ENDED ? failure(run) : Optional.empty(),
        uri()
            .map(uri -> Map.of("logs", uri.replaceFirst("/?$", "/") + folder(id)))
            .orElse(Map.of()),
        facts(run));
  }

  private static Phase phase(JobRunState state) {
    return switch (state) {
      case SUBMITTED, PENDING, QUEUED -> Phase.WAITING;
      case SCHEDULED -> Phase.STARTING;
      case CANCELLING -> Phase.STOPPING;
      case SUCCESS, FAILED, CANCELLED -> Phase.ENDED;
      case RUNNING, UNKNOWN_TO_SDK_VERSION -> Phase.RUNNING;
    };
  }

  private Optional<Failure> failure(JobRun run) {
    if (run.state() == JobRunState.SUCCESS) {
      return Optional.empty();
    }
    String words = Objects.requireNonNullElse(run.stateDetails(), "");
    String said = words.isEmpty() ? "its run ended as %s".formatted(run.stateAsString()) : words;
    String look =
        uri().map(uri -> uri.replaceFirst("/?$", "/")).orElse("") + folder(run.jobRunId());
    if (run.state() == JobRunState.CANCELLED) {
      return Optional.of(
          failure(isTooLate(run) ? FailureClass.TIMEOUT : FailureClass.CANCELLED, said, run, look));
    }
    String log = errors(run.jobRunId());
    Failure told = DriverLog.failure(log.isEmpty() ? words : log, said, look);
    if (told.exception().isEmpty()) {
      FailureClass kind =
          EmrReasons.ofWords(said)
              .orElse(run.startedAt() == null ? FailureClass.PLATFORM : told.kind());
      return Optional.of(failure(kind, said, run, look));
    }
    return Optional.of(
        new Failure(
            told.kind(),
            told.words(),
            Optional.of(run.stateAsString()),
            told.exception(),
            Optional.of(look)));
  }

  /** The service cancels what takes longer than it may. */
  private static boolean isTooLate(JobRun run) {
    Long limit = run.executionTimeoutMinutes();
    Integer took = run.totalExecutionDurationSeconds();
    return limit != null && took != null && limit > 0 && took >= limit * 60;
  }

  private static Failure failure(FailureClass kind, String words, JobRun run, String look) {
    return new Failure(
        kind, words, Optional.of(run.stateAsString()), Optional.empty(), Optional.of(look));
  }

  private Map<String, String> facts(JobRun run) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("application", application());
    if (run.releaseLabel() != null) {
      facts.put("release", run.releaseLabel());
    }
    ResourceUtilization billed = run.billedResourceUtilization();
    if (billed != null) {
      put(facts, "billed-vcpu-hours", billed.vcpuHour());
      put(facts, "billed-memory-gb-hours", billed.memoryGBHour());
      put(facts, "billed-storage-gb-hours", billed.storageGBHour());
    }
    return facts;
  }

  private static void put(Map<String, String> facts, String name, @Nullable Double amount) {
    if (amount != null) {
      facts.put(name, amount + "");
    }
  }

  private Optional<String> uri() {
    String uri =
        request
            .at("/configurationOverrides/monitoringConfiguration/s3MonitoringConfiguration/logUri")
            .asText();
    return Optional.of(uri).filter(text -> !text.isEmpty());
  }

  private String folder(String id) {
    return "applications/%s/jobs/%s".formatted(application(), id);
  }

  private String errors(String id) {
    Optional<String> uri = uri();
    if (uri.isEmpty()) {
      return "";
    }
    try (GzipLogs logs = GzipLogs.at(uri.get())) {
      return logs.tail(folder(id) + "/SPARK_DRIVER/stderr.gz").orElse("");
    } catch (IOException | UserException e) {
      // What the service itself says is there still.
      return "";
    }
  }

  @Override
  public void cancel(String id) throws PlatformException {
    Phase phase = phase(run(id).state());
    if (phase != Phase.ENDED && phase != Phase.STOPPING) {
      AwsFailures.called(
          () -> client.cancelJobRun(ask -> ask.applicationId(application()).jobRunId(id)));
    }
  }

  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    String uri = uri().orElseThrow(() -> new IOException("its job names no logUri"));
    String file = stream == LogStream.OUTPUT ? "stdout.gz" : "stderr.gz";
    try (GzipLogs logs = GzipLogs.at(uri)) {
      return logs.part("%s/SPARK_DRIVER/%s".formatted(folder(id), file), from);
    }
  }

  /** What the service says; it is the only one that tells what is billed. */
  @Override
  public ResourceUse resources(Token token, String id) throws IOException {
    try {
      JobRun run = run(id);
      TotalResourceUtilization total = run.totalResourceUtilization();
      ResourceUtilization billed = run.billedResourceUtilization();
      if (total == null && billed == null) {
        throw new IOException("the service has not told what the run used");
      }
      return new ResourceUse(
          "emr-serverless",
          Optional.empty(),
          Optional.empty(),
          total == null ? OptionalDouble.empty() : told(total.vcpuHour()),
          total == null ? OptionalDouble.empty() : told(total.memoryGBHour()),
          total == null ? OptionalDouble.empty() : told(total.storageGBHour()),
          billed == null ? OptionalDouble.empty() : told(billed.vcpuHour()),
          billed == null ? OptionalDouble.empty() : told(billed.memoryGBHour()),
          billed == null ? OptionalDouble.empty() : told(billed.storageGBHour()),
          List.of());
    } catch (PlatformException e) {
      throw new IOException(e.failure().words(), e);
    }
  }

  private static OptionalDouble told(@Nullable Double amount) {
    return amount == null ? OptionalDouble.empty() : OptionalDouble.of(amount);
  }

  @Override
  public Duration pace() {
    return access.pace();
  }

  @Override
  public void close() {
    client.close();
  }
}
