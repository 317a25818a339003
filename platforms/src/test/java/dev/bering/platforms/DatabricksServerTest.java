package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.error.platform.ResourceDoesNotExist;
import com.databricks.sdk.service.compute.ClusterPoliciesAPI;
import com.databricks.sdk.service.compute.ClusterSpec;
import com.databricks.sdk.service.compute.CreatePolicy;
import com.databricks.sdk.service.compute.EditPolicy;
import com.databricks.sdk.service.compute.ListClusterPoliciesRequest;
import com.databricks.sdk.service.compute.Policy;
import com.databricks.sdk.service.compute.TerminationReasonCode;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.JobParameterDefinition;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.ListJobsRequest;
import com.databricks.sdk.service.jobs.ListRunsRequest;
import com.databricks.sdk.service.jobs.Run;
import com.databricks.sdk.service.jobs.RunLifeCycleState;
import com.databricks.sdk.service.jobs.RunLifecycleStateV2State;
import com.databricks.sdk.service.jobs.RunNow;
import com.databricks.sdk.service.jobs.SparkJarTask;
import com.databricks.sdk.service.jobs.Task;
import com.databricks.sdk.service.jobs.TerminationCodeCode;
import com.databricks.sdk.service.jobs.UpdateJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workspace for tests, spoken to as the SDK's own users do. */
class DatabricksServerTest {
  @TempDir Path folder;

  @Test
  void keepsPoliciesOfClustersForTheTypedSdk() {
    try (DatabricksServer server = new DatabricksServer(folder)) {
      ClusterPoliciesAPI policies =
          new WorkspaceClient(
                  new DatabricksConfig().setHost(server.url()).setToken(DatabricksServer.LOGIN))
              .clusterPolicies();
      String definition = "{\"num_workers\":{\"type\":\"fixed\",\"value\":0}}";
      String id =
          policies
              .create(new CreatePolicy().setName("small").setDefinition(definition))
              .getPolicyId();
      policies.edit(
          new EditPolicy()
              .setPolicyId(id)
              .setName("small")
              .setDefinition(definition)
              .setMaxClustersPerUser(2L));
      assertThat(policies.get(id).getMaxClustersPerUser()).isEqualTo(2);
      assertThat(policies.get(id).getDefinition()).isEqualTo(definition);
      assertThat(policies.list(new ListClusterPoliciesRequest()))
          .extracting(Policy::getName)
          .containsExactly("small");
      assertThatThrownBy(
              () -> policies.create(new CreatePolicy().setName("small").setDefinition("{}")))
          .hasMessage("Policy with name 'small' already exists");
      assertThatThrownBy(
              () ->
                  policies.create(
                      new CreatePolicy().setName("odd").setDefinition("{\"a\":{\"type\":\"b\"}}")))
          .hasMessage("Policy definition is invalid: a has unknown type 'b'");
      assertThatThrownBy(() -> policies.get("none"))
          .isInstanceOf(ResourceDoesNotExist.class)
          .hasMessage("Can't find a cluster policy with id: none.");
    }
  }

  @Test
  void isAWorkspaceToTheTypedSdk() throws Exception {
    try (DatabricksServer server = new DatabricksServer(folder)) {
      server.workspace().next(DatabricksOutcome.NO_MACHINES);
      WorkspaceClient client =
          new WorkspaceClient(
              new DatabricksConfig().setHost(server.url()).setToken(DatabricksServer.LOGIN));
      long job =
          client
              .jobs()
              .create(
                  new CreateJob()
                      .setName("totals")
                      .setTags(Map.of("team", "a"))
                      .setParameters(
                          List.of(new JobParameterDefinition().setName("day").setDefault("")))
                      .setTasks(
                          List.of(
                              new Task()
                                  .setTaskKey("main")
                                  .setSparkJarTask(new SparkJarTask().setMainClassName("a.B"))
                                  .setNewCluster(
                                      new ClusterSpec().setSparkVersion("18.2.x-scala2.13")))))
              .getJobId();
      assertThat(client.jobs().list(new ListJobsRequest().setName("TOTALS"))).hasSize(1);
      client
          .jobs()
          .update(
              new UpdateJob()
                  .setJobId(job)
                  .setNewSettings(new JobSettings().setMaxConcurrentRuns(3L)));
      JobSettings settings = client.jobs().get(job).getSettings();
      assertThat(settings.getMaxConcurrentRuns()).isEqualTo(3);
      assertThat(
              settings.getTasks().iterator().next().getNewCluster().getAwsAttributes().getZoneId())
          .isEqualTo("auto");
      long run =
          client
              .jobs()
              .runNow(
                  new RunNow()
                      .setJobId(job)
                      .setIdempotencyToken("t1")
                      .setJobParameters(Map.of("day", "2026-11-23")))
              .getResponse()
              .getRunId();
      Run seen = client.jobs().getRun(run);
      Instant limit = Instant.now().plusSeconds(20);
      while (seen.getStatus().getState() != RunLifecycleStateV2State.TERMINATED
          && Instant.now().isBefore(limit)) {
        seen = client.jobs().getRun(run);
      }
      assertThat(seen.getState().getLifeCycleState()).isEqualTo(RunLifeCycleState.INTERNAL_ERROR);
      assertThat(seen.getStatus().getTerminationDetails().getCode())
          .isEqualTo(TerminationCodeCode.CLOUD_FAILURE);
      assertThat(seen.getJobParameters().iterator().next().getValue()).isEqualTo("2026-11-23");
      String cluster = seen.getTasks().iterator().next().getClusterInstance().getClusterId();
      assertThat(client.clusters().get(cluster).getTerminationReason().getCode())
          .isEqualTo(TerminationReasonCode.AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE);
      assertThat(client.clusters().get(cluster).getCustomTags()).isEqualTo(Map.of("team", "a"));
      assertThat(client.jobs().listRuns(new ListRunsRequest().setJobId(job))).hasSize(1);
      assertThatThrownBy(() -> client.jobs().getRunOutput(run))
          .hasMessageStartingWith("Retrieving the output of runs with multiple tasks");
      client.jobs().cancelRun(run);
      client.jobs().delete(job);
      assertThatThrownBy(() -> client.jobs().get(job))
          .isInstanceOf(ResourceDoesNotExist.class)
          .hasMessage("Job %d does not exist.".formatted(job));
      assertThatThrownBy(() -> client.clusters().get("none"))
          .isInstanceOf(ResourceDoesNotExist.class);
    }
  }
}
