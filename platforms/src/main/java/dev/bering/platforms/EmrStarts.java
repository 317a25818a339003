package dev.bering.platforms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.StepCancellationOption;
import software.amazon.awssdk.services.emr.model.StepSummary;

/**
 * Starts a run once for one token, although EMR has no token of its own. The token ends the name of
 * the cluster or step and is one of the cluster's tags, so it can be looked for.
 *
 * <ul>
 *   <li>Before anything is sent, it is looked for.
 *   <li>A request is sent once; the SDK repeats nothing. Where the reply is lost or tells of an
 *       error inside EMR, the token is looked for again, five times in a minute, before the failure
 *       is passed on; whoever then asks again looks again first.
 *   <li>After a start, the token is looked for once more: where two processes have started
 *       something for it at one time, the older stays, and each process takes back only its own.
 * </ul>
 *
 * <p>What remains: a cluster or step that EMR started although it lost the reply, and that its
 * lists do not show for longer than that minute and the caller's own pause; or of which two were
 * started at one time, and the look after the start was refused. Then the job runs twice, and both
 * carry the token. A token is not found any more once its cluster is older than 14 days, so that
 * accounts with many clusters can be listed at all.
 */
final class EmrStarts {
  static final String RUN_TAG = "bering:run";
  static final String TOKEN_TAG = "bering:token";
  private static final Duration KEPT = Duration.ofDays(14);
  private static final int LOOKS = 5;

  private final Rendering rendering;
  private final EmrClient client;
  private final Duration pause;

  EmrStarts(Rendering rendering, EmrClient client, Duration pause) {
    this.rendering = rendering;
    this.client = client;
    this.pause = pause;
  }

  /** Something that carries a token. */
  private record Started(EmrRun run, Instant created) {
    static final Comparator<Started> OLDEST =
        Comparator.comparing(Started::created).thenComparing(one -> one.run().text());
  }

  private boolean isTransient() {
    return rendering.payload().has(EmrPlatform.RUN_CLUSTER);
  }

  /** The oldest run of a token. */
  Optional<EmrRun> find(Token token) throws PlatformException {
    return all(token).stream().min(Started.OLDEST).map(Started::run);
  }

  private List<Started> all(Token token) throws PlatformException {
    if (isTransient()) {
      return clusters(token);
    }
    List<Started> all = new ArrayList<>();
    for (String cluster : homes()) {
      all.addAll(steps(cluster, token));
    }
    return all;
  }

  private List<Started> clusters(Token token) throws PlatformException {
    return AwsFailures.called(
        () ->
            listed().stream()
                .filter(cluster -> cluster.name().endsWith(suffix(token)))
                .map(
                    cluster ->
                        new Started(
                            EmrRun.ofCluster(cluster.id()),
                            created(cluster.status().timeline().creationDateTime())))
                .toList());
  }

  private List<ClusterSummary> listed() {
    Instant since = Instant.now().minus(KEPT);
    return client.listClustersPaginator(ask -> ask.createdAfter(since)).clusters().stream()
        .toList();
  }

  private List<Started> steps(String cluster, Token token) throws PlatformException {
    return AwsFailures.called(
        () ->
            client.listStepsPaginator(ask -> ask.clusterId(cluster)).steps().stream()
                .filter(step -> step.name().endsWith(suffix(token)))
                .map(step -> started(cluster, step))
                .toList());
  }

  private static Started started(String cluster, StepSummary step) {
    return new Started(
        EmrRun.ofStep(cluster, step.id()), created(step.status().timeline().creationDateTime()));
  }

  private static Instant created(@org.jspecify.annotations.Nullable Instant said) {
    return said == null ? Instant.MAX : said;
  }

  /** The clusters that the step may be on: of a name, all that have had it. */
  private List<String> homes() throws PlatformException {
    ObjectNode payload = rendering.payload();
    if (!payload.has(EmrPlatform.CLUSTER_NAME)) {
      return List.of(payload.path(EmrPlatform.ADD_STEPS).path("JobFlowId").asText());
    }
    String name = payload.path(EmrPlatform.CLUSTER_NAME).asText();
    return AwsFailures.called(
        () ->
            Stream.concat(listed().stream(), living().stream())
                .filter(cluster -> cluster.name().equals(name))
                .map(ClusterSummary::id)
                .distinct()
                .toList());
  }

  /** Clusters that are there now, however long already. */
  private List<ClusterSummary> living() {
    return client
        .listClustersPaginator(
            ask ->
                ask.clusterStates(
                    ClusterState.STARTING,
                    ClusterState.BOOTSTRAPPING,
                    ClusterState.RUNNING,
                    ClusterState.WAITING))
        .clusters()
        .stream()
        .toList();
  }

  /** Starts a run, or finds it. */
  EmrRun submit(Token token) throws PlatformException {
    Optional<EmrRun> there = find(token);
    if (there.isPresent()) {
      return there.get();
    }
    EmrRun own;
    if (isTransient()) {
      RunJobFlowRequest request = clusterRequest(token);
      try {
        own = EmrRun.ofCluster(client.runJobFlow(request).jobFlowId());
      } catch (SdkException e) {
        return lookedFor(token, e);
      }
    } else {
      AddJobFlowStepsRequest request = stepRequest(token);
      try {
        own = EmrRun.ofStep(request.jobFlowId(), client.addJobFlowSteps(request).stepIds().get(0));
      } catch (SdkException e) {
        return lookedFor(token, e);
      }
    }
    return sole(token, own);
  }

  private RunJobFlowRequest clusterRequest(Token token) {
    ObjectNode request = rendering.payload().withObject("/" + EmrPlatform.RUN_CLUSTER);
    named(request, token);
    request.put("Name", request.path("Name").asText() + suffix(token));
    var tags = request.withArray("/Tags");
    tags.addObject().put("Key", RUN_TAG).put("Value", token.runId());
    tags.addObject().put("Key", TOKEN_TAG).put("Value", token.text());
    return SdkWords.filled(RunJobFlowRequest.builder(), request).build();
  }

  private AddJobFlowStepsRequest stepRequest(Token token) throws PlatformException {
    ObjectNode request = rendering.payload().withObject("/" + EmrPlatform.ADD_STEPS);
    named(request, token);
    request.put("JobFlowId", live().id());
    return SdkWords.filled(AddJobFlowStepsRequest.builder(), request).build();
  }

  private static void named(ObjectNode request, Token token) {
    request
        .withArray("/Steps")
        .forEach(
            step -> ((ObjectNode) step).put("Name", step.path("Name").asText() + suffix(token)));
  }

  private static String suffix(Token token) {
    return " " + token.text();
  }

  /** The live cluster that a step is to go to, if it has the Spark that the job is rendered for. */
  private Cluster live() throws PlatformException {
    List<Cluster> live = new ArrayList<>();
    List<String> homes = homes();
    for (String id : homes) {
      Cluster cluster =
          AwsFailures.called(() -> client.describeCluster(ask -> ask.clusterId(id)).cluster());
      if (!isGone(cluster.status().state())) {
        live.add(cluster);
      }
    }
    String wanted =
        rendering.payload().has(EmrPlatform.CLUSTER_NAME)
            ? "named '%s'".formatted(rendering.payload().path(EmrPlatform.CLUSTER_NAME).asText())
            : homes.get(0);
    if (live.size() != 1) {
      throw refused(
          live.isEmpty()
              ? "no live cluster %s is there".formatted(wanted)
              : "%d live clusters %s are there".formatted(live.size(), wanted));
    }
    String label = rendering.job().blockText("releaseLabel").orElse("");
    String runs = String.valueOf(live.get(0).releaseLabel());
    if (!label.equals(runs)) {
      throw refused(
          "cluster %s has release %s, and the job says %s"
              .formatted(live.get(0).id(), runs, label));
    }
    return live.get(0);
  }

  static boolean isGone(ClusterState state) {
    return state == ClusterState.TERMINATING
        || state == ClusterState.TERMINATED
        || state == ClusterState.TERMINATED_WITH_ERRORS;
  }

  private static PlatformException refused(String words) {
    return new PlatformException(Failure.of(FailureClass.CONFIG, words));
  }

  /** After a start that was not confirmed. */
  private EmrRun lookedFor(Token token, SdkException lost) throws PlatformException {
    if (AwsFailures.mayHaveHappened(lost)) {
      Duration wait = pause;
      for (int look = 0; look < LOOKS; look++) {
        await(wait, lost);
        wait = wait.multipliedBy(2);
        try {
          Optional<EmrRun> found = find(token);
          if (found.isPresent()) {
            return found.get();
          }
        } catch (PlatformException e) {
          lost.addSuppressed(e);
        }
      }
    }
    throw AwsFailures.of(lost);
  }

  private static void await(Duration wait, SdkException lost) throws PlatformException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AwsFailures.of(lost);
    }
  }

  /** The oldest of what carries the token; what was started here and is not the oldest is ended. */
  private EmrRun sole(Token token, EmrRun own) {
    try {
      List<Started> all = new ArrayList<>(all(token));
      if (all.stream().allMatch(one -> one.run().equals(own))) {
        return own;
      }
      if (all.stream().noneMatch(one -> one.run().equals(own))) {
        all.add(new Started(own, created(own)));
      }
      EmrRun oldest = all.stream().min(Started.OLDEST).map(Started::run).orElse(own);
      if (!oldest.equals(own)) {
        end(own);
      }
      return oldest;
    } catch (PlatformException e) {
      // It runs, and it is known that it does; whether it is alone will be seen by the next look.
      return own;
    }
  }

  private Instant created(EmrRun run) throws PlatformException {
    return AwsFailures.called(
        () ->
            created(
                run.step().isPresent()
                    ? client
                        .describeStep(
                            ask -> ask.clusterId(run.cluster()).stepId(run.step().orElseThrow()))
                        .step()
                        .status()
                        .timeline()
                        .creationDateTime()
                    : client
                        .describeCluster(ask -> ask.clusterId(run.cluster()))
                        .cluster()
                        .status()
                        .timeline()
                        .creationDateTime()));
  }

  /** Ends what was started here: its step, and the cluster if it came with it. */
  private void end(EmrRun run) throws PlatformException {
    if (run.step().isEmpty()) {
      AwsFailures.called(() -> client.terminateJobFlows(ask -> ask.jobFlowIds(run.cluster())));
    } else {
      AwsFailures.called(
          () ->
              client.cancelSteps(
                  ask ->
                      ask.clusterId(run.cluster())
                          .stepIds(run.step().orElseThrow())
                          .stepCancellationOption(StepCancellationOption.TERMINATE_PROCESS)));
    }
  }
}
