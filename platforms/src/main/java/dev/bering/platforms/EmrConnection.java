package dev.bering.platforms;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.RunStatus;
import dev.bering.jobs.RunStatus.Phase;
import dev.bering.model.UserException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.CancelStepsInfo;
import software.amazon.awssdk.services.emr.model.CancelStepsRequestStatus;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepCancellationOption;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepStatus;
import software.amazon.awssdk.services.emr.model.StepSummary;

/**
 * Runs on EMR. How a run is started once is told at {@link EmrStarts}.
 *
 * <p>A run with a cluster of its own has ended once its cluster is going, too; after a failure once
 * it is gone, as the last logs and reasons come only then. A cluster that should go and does not is
 * ended by whoever asks how its run is. If nobody asks any more, EMR ends it: it does not outlive
 * its steps, and not ten idle minutes.
 */
final class EmrConnection implements PlatformConnection {
  /** So many questions long a cluster may take to go by itself after its step. */
  private static final int PATIENCE = 4;

  private final AwsAccess access;
  private final EmrClient client;
  private final EmrStarts starts;

  EmrConnection(Rendering rendering, AwsAccess access) {
    this.access = access;
    this.client = access.client(EmrClient.builder(), rendering.job());
    this.starts = new EmrStarts(rendering, client, access.pause());
  }

  @Override
  public String submit(Token token) throws PlatformException {
    return starts.submit(token).text();
  }

  @Override
  public Optional<String> find(Token token) throws PlatformException {
    return starts.find(token).map(EmrRun::text);
  }

  /** A cluster and its step, as both are. */
  private record Seen(EmrRun run, Cluster cluster, String step, StepStatus status) {
    boolean isOwn() {
      return run.step().isEmpty();
    }
  }

  private Seen seen(EmrRun run) throws PlatformException {
    Cluster cluster =
        AwsFailures.called(
            () -> client.describeCluster(ask -> ask.clusterId(run.cluster())).cluster());
    if (run.step().isPresent()) {
      Step step =
          AwsFailures.called(
              () ->
                  client
                      .describeStep(
                          ask -> ask.clusterId(run.cluster()).stepId(run.step().orElseThrow()))
                      .step());
      return new Seen(run, cluster, step.id(), step.status());
    }
    Optional<StepSummary> step =
        AwsFailures.called(
            () ->
                client.listStepsPaginator(ask -> ask.clusterId(run.cluster())).steps().stream()
                    .filter(one -> one.name().equals(cluster.name()))
                    .findFirst());
    return new Seen(
        run,
        cluster,
        step.map(StepSummary::id).orElse(""),
        step.map(StepSummary::status)
            .orElseGet(() -> StepStatus.builder().state(StepState.PENDING).build()));
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    Seen seen = seen(EmrRun.of(id));
    boolean isOver = EmrVerdict.isOver(seen.status().state());
    boolean isGone = EmrVerdict.isGone(seen.cluster());
    if (!isOver && !isGone) {
      return status(seen, phase(seen), Optional.empty());
    }
    if (seen.isOwn() && !isGone) {
      endIfItStays(seen);
      boolean isGoing = seen.cluster().status().state() == ClusterState.TERMINATING;
      if (seen.status().state() != StepState.COMPLETED || !isGoing) {
        return status(seen, Phase.STOPPING, Optional.empty());
      }
    }
    return status(
        seen, Phase.ENDED, EmrVerdict.of(seen.cluster(), seen.status(), errors(seen), look(seen)));
  }

  private static Phase phase(Seen seen) {
    StepState step = seen.status().state();
    if (step == StepState.CANCEL_PENDING
        || seen.cluster().status().state() == ClusterState.TERMINATING) {
      return Phase.STOPPING;
    }
    if (step != StepState.PENDING) {
      return Phase.RUNNING;
    }
    return seen.isOwn() ? Phase.STARTING : Phase.WAITING;
  }

  private RunStatus status(Seen seen, Phase phase, Optional<Failure> failure) {
    var times = Optional.ofNullable(seen.status().timeline());
    Optional<Instant> end = times.map(t -> t.endDateTime());
    if (end.isEmpty() && phase == Phase.ENDED) {
      end = Optional.ofNullable(seen.cluster().status().timeline()).map(t -> t.endDateTime());
    }
    return new RunStatus(
        phase, times.map(t -> t.startDateTime()), end, failure, links(seen), facts(seen, phase));
  }

  private Map<String, String> links(Seen seen) {
    Map<String, String> links = new LinkedHashMap<>();
    String region = client.serviceClientConfiguration().region().id();
    links.put(
        "run",
        "https://%s.console.aws.amazon.com/emr/home?region=%s#/clusterDetails/%s"
            .formatted(region, region, seen.cluster().id()));
    if (seen.cluster().logUri() != null) {
      links.put("logs", look(seen));
    }
    return links;
  }

  private Map<String, String> facts(Seen seen, Phase phase) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cluster", seen.cluster().id());
    facts.put("step", seen.step());
    facts.put("release", String.valueOf(seen.cluster().releaseLabel()));
    if (seen.isOwn() && seen.cluster().normalizedInstanceHours() != null) {
      // EMR's own measure of size; "does not reflect the actual billing rate".
      facts.put("normalized-instance-hours", seen.cluster().normalizedInstanceHours() + "");
    }
    if (seen.isOwn() && phase == Phase.ENDED) {
      machines(seen).ifPresent(machines -> facts.put("machines", machines));
    }
    return facts;
  }

  /**
   * As in {@code 1 m6g.xlarge ON_DEMAND, 10 r6g.2xlarge SPOT}; nice to have, so never a failure.
   */
  private Optional<String> machines(Seen seen) {
    try {
      Map<String, Long> counts =
          client
              .listInstancesPaginator(ask -> ask.clusterId(seen.cluster().id()))
              .instances()
              .stream()
              .collect(
                  Collectors.groupingBy(
                      one -> "%s %s".formatted(one.instanceType(), one.marketAsString()),
                      TreeMap::new,
                      Collectors.counting()));
      return counts.isEmpty()
          ? Optional.empty()
          : Optional.of(
              counts.entrySet().stream()
                  .map(one -> "%d %s".formatted(one.getValue(), one.getKey()))
                  .collect(Collectors.joining(", ")));
    } catch (SdkException e) {
      return Optional.empty();
    }
  }

  private static String look(Seen seen) {
    String folder = EmrLogs.folder(seen.cluster().id(), seen.step());
    return seen.cluster().logUri() == null
        ? folder
        : seen.cluster().logUri().replaceFirst("/?$", "/") + folder;
  }

  private static String errors(Seen seen) {
    if (seen.status().state() != StepState.FAILED) {
      return "";
    }
    try (GzipLogs logs = EmrLogs.of(seen.cluster()).orElse(null)) {
      return logs == null ? "" : EmrLogs.errors(logs, seen.cluster().id(), seen.step());
    } catch (IOException | UserException e) {
      // The step's own words are there still.
      return "";
    }
  }

  private void endIfItStays(Seen seen) throws PlatformException {
    ClusterState state = seen.cluster().status().state();
    Instant end =
        Optional.ofNullable(seen.status().timeline())
            .map(times -> times.endDateTime())
            .orElse(Instant.MAX);
    boolean isLate = end.isBefore(Instant.now().minus(access.pace().multipliedBy(PATIENCE)));
    if (state != ClusterState.TERMINATING && (state == ClusterState.WAITING || isLate)) {
      terminate(seen.cluster().id());
    }
  }

  private void terminate(String cluster) throws PlatformException {
    AwsFailures.called(() -> client.terminateJobFlows(ask -> ask.jobFlowIds(cluster)));
  }

  @Override
  public void cancel(String id) throws PlatformException {
    Seen seen = seen(EmrRun.of(id));
    Optional<PlatformException> refused = Optional.empty();
    if (!EmrVerdict.isOver(seen.status().state()) && !seen.step().isEmpty()) {
      refused = cancelStep(seen);
    }
    if (seen.isOwn()) {
      // With its cluster every step of it goes, whatever became of the wish to cancel it.
      if (!EmrStarts.isGone(seen.cluster().status().state())) {
        terminate(seen.cluster().id());
      }
    } else if (refused.isPresent()) {
      throw refused.get();
    }
  }

  private Optional<PlatformException> cancelStep(Seen seen) {
    try {
      for (CancelStepsInfo info :
          AwsFailures.called(
                  () ->
                      client.cancelSteps(
                          ask ->
                              ask.clusterId(seen.cluster().id())
                                  .stepIds(seen.step())
                                  .stepCancellationOption(
                                      StepCancellationOption.TERMINATE_PROCESS)))
              .cancelStepsInfoList()) {
        if (info.status() == CancelStepsRequestStatus.FAILED) {
          return Optional.of(
              new PlatformException(
                  Failure.of(FailureClass.PLATFORM, String.valueOf(info.reason()))));
        }
      }
      return Optional.empty();
    } catch (PlatformException e) {
      return Optional.of(e);
    }
  }

  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    try {
      Seen seen = seen(EmrRun.of(id));
      try (GzipLogs logs =
          EmrLogs.of(seen.cluster())
              .orElseThrow(() -> new IOException("its cluster has no logUri"))) {
        return EmrLogs.part(logs, seen.cluster().id(), seen.step(), stream, from);
      }
    } catch (PlatformException e) {
      throw new IOException(e.failure().words(), e);
    }
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
