package dev.bering.platforms;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.required;
import static dev.bering.jobs.Shape.text;
import static dev.bering.jobs.Shape.word;

import com.databricks.sdk.core.DatabricksConfig;
import dev.bering.jobs.Job;
import dev.bering.jobs.KeptSchedule;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A workspace of Databricks, by its Jobs API 2.2: each run on a cluster of its own.
 *
 * <p>A job of {@code mode: adhoc} is sent whole for each run. One of {@code mode: scheduled} is
 * kept there: made if it is not there, replaced if what its file comes to has changed, and then
 * run. Who runs it is found as all of Databricks' own tools find it (variables, profiles, cloud
 * identities); nothing of that stands in a job file.
 */
public final class DatabricksPlatform implements Platform {
  private static final Duration PACE = Duration.ofSeconds(5);

  private final DatabricksSessions sessions;

  public DatabricksPlatform() {
    this(DatabricksConfig::new, PACE);
  }

  /**
   * @param login who runs it, before a job's block is laid over it
   * @param pace the least time between two questions about one run
   */
  DatabricksPlatform(Supplier<DatabricksConfig> login, Duration pace) {
    this.sessions = new DatabricksSessions(login, pace);
  }

  @Override
  public String name() {
    return "databricks";
  }

  @Override
  public boolean runsNotebooks() {
    return true;
  }

  @Override
  public boolean takesClusterPolicies() {
    return true;
  }

  @Override
  public Shape.Group block() {
    return group(
        required(
            "cluster",
            new Shape.Verbatim("new_cluster"),
            "The cluster of each run; every field goes as it stands."),
        key(
            "policy",
            text(),
            "The cluster policy that it comes under: the name of a file below policies/, which runs put into the workspace."),
        key(
            "host",
            text(
                "https?://[^/\\s]+/?",
                "address of a workspace",
                "https://dbc-1.cloud.databricks.com"),
            "The workspace; that of the profile or DATABRICKS_HOST unless said."),
        key("profile", text(), "Whose login is taken, of ~/.databrickscfg."),
        key(
            "sparkVersion",
            text("\\d{1,3}\\.\\d{1,3}(?:\\.\\d{1,3})?", "version of Spark", "4.1"),
            "The line of Spark that the cluster runs; known of its spark_version unless said."),
        key(
            "notebookSource",
            word("WORKSPACE", "GIT"),
            "Where a notebook is: in the workspace (unless said), or in the git_source of settings."),
        key(
            "permissions",
            new Shape.Verbatim("access_control_list"),
            "Who may see, run and change it."),
        key(
            "settings",
            new Shape.Verbatim("job settings"),
            "Other fields of the job or run, such as queue, health and email_notifications."));
  }

  @Override
  public Rendering render(Job job) {
    return new DatabricksPayload(job).rendering();
  }

  @Override
  public boolean startsKeptJobs() {
    return true;
  }

  @Override
  public List<String> starters() {
    return DatabricksDefinition.STARTERS;
  }

  @Override
  public Rendering standIn(Rendering rendering) {
    return new Rendering(
        rendering.job(),
        DatabricksDefinition.paused(rendering.payload()),
        rendering.settings(),
        rendering.unhonoured(),
        rendering.runtime(),
        rendering.secrets());
  }

  @Override
  public Optional<KeptSchedule> schedule(Rendering rendering) {
    return DatabricksDefinition.STARTERS.stream().anyMatch(rendering.payload()::has)
        ? Optional.of(new DatabricksSchedule(rendering, sessions.login(rendering.job())))
        : Optional.empty();
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    return new DatabricksConnection(rendering, sessions.open(rendering.job()));
  }
}
