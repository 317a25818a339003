package dev.bering.platforms;

import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.text;
import static dev.bering.jobs.Shape.word;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Shape;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.jobs.Value;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;

/**
 * EMR on machines of one's own: a cluster for each run that ends with it, or a step on a cluster
 * that is there already. What the block says stands in EMR's own words, and goes as it stands.
 */
public final class EmrPlatform implements Platform {
  /** What is sent to start a cluster; else {@link #ADD_STEPS}. */
  static final String RUN_CLUSTER = "RunJobFlow";

  static final String ADD_STEPS = "AddJobFlowSteps";
  static final String CLUSTER_NAME = "ClusterName";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_ARGUMENTS = 10_240;
  private static final int LEAK_GUARD_SECONDS = 600;

  /** Keys of the block that are members of RunJobFlow, with small first letters. */
  private static final List<Shape.Key> MEMBERS =
      List.of(
          EmrReleases.LABEL,
          verbatim("instances", "JobFlowInstancesConfig", "The machines; needed for a cluster."),
          verbatim("configurations", "Configurations", "Settings of its applications."),
          verbatim("bootstrapActions", "BootstrapActions", "Scripts that come before anything."),
          verbatim("managedScalingPolicy", "ManagedScalingPolicy", "How it grows and shrinks."),
          verbatim(
              "autoTerminationPolicy",
              "AutoTerminationPolicy",
              "When it ends idle; after ten minutes unless said."),
          key("jobFlowRole", text(), "The role of its machines; EMR_EC2_DefaultRole unless said."),
          key("serviceRole", text(), "The role of EMR itself; EMR_DefaultRole unless said."),
          EmrJob.LOGS,
          key("logEncryptionKmsKeyId", text(), "The key of its logs."),
          key("securityConfiguration", text(), "The name of its security configuration."),
          key("autoScalingRole", text(), "The role that scales it."),
          key("scaleDownBehavior", text(), "How machines are taken away."),
          key("customAmiId", text(), "The image of its machines."),
          key("osReleaseLabel", text(), "The Amazon Linux of its machines."),
          key("repoUpgradeOnBoot", text(), "Which packages are brought up to date."),
          key("ebsRootVolumeSize", text(), "GiB of the root volumes."),
          key("ebsRootVolumeIops", text(), "Operations a second of the root volumes."),
          key("ebsRootVolumeThroughput", text(), "MiB a second of the root volumes."),
          key("visibleToAllUsers", text(), "Whether all of the account see it."),
          verbatim("kerberosAttributes", "KerberosAttributes", "Its Kerberos."),
          verbatim("placementGroupConfigs", "PlacementGroupConfigs", "How machines are spread."));

  private final AwsAccess access;

  public EmrPlatform() {
    this(AwsAccess.STANDARD);
  }

  EmrPlatform(AwsAccess access) {
    this.access = access;
  }

  private static Shape.Key verbatim(String name, String of, String doc) {
    return key(name, new Shape.Verbatim(of), doc);
  }

  @Override
  public String name() {
    return "emr";
  }

  @Override
  public Shape.Group block() {
    List<Shape.Key> keys = new ArrayList<>(MEMBERS);
    keys.addAll(
        List.of(
            key(
                "clusterMode",
                word("transient", "step"),
                "A cluster for each run, which ends with it, or a step on one that is there; transient unless said."),
            key("clusterId", text("j-[A-Z0-9]+", "id of a cluster", "j-2AXXXXXXGAPLF"), "Of step."),
            key("clusterName", text(), "Of step: the one live cluster of this name."),
            key(
                "applications",
                new Shape.ListOf(text()),
                "What is installed on a cluster; Spark unless said."),
            EmrReleases.VERSION,
            EmrJob.REGION,
            EmrJob.ENDPOINT));
    return new Shape.Group(keys);
  }

  @Override
  public Rendering render(Job job) {
    List<TranslatedSetting> settings = EmrJob.settings(job);
    SparkSubmit submit = EmrJob.submit(job, settings, "spark.yarn.appMasterEnv.");
    boolean isTransient = job.blockText("clusterMode").orElse("transient").equals("transient");
    ObjectNode payload = isTransient ? cluster(job, submit) : step(job, submit);
    return new Rendering(
        job, payload, settings, submit.unhonoured(), EmrJob.runtime(job), job.secrets());
  }

  private static ObjectNode cluster(Job job, SparkSubmit submit) {
    ObjectNode request = JSON.objectNode().put("Name", job.name());
    SdkWords words = new SdkWords(job);
    Map<String, SdkField<?>> fields = SdkWords.fields(RunJobFlowRequest.builder());
    for (Shape.Key key : MEMBERS) {
      SdkField<?> field = member(fields, key);
      Value value = job.block().values().get(key.name());
      if (value != null) {
        words
            .json(key.name(), value, field)
            .ifPresent(json -> request.set(field.locationName(), json));
      }
    }
    requireTransient(job, words);
    words.check();
    new EmrCapacity(job, submit).into(request.withObject("/Instances"));
    request
        .withObject("/Instances")
        .put("KeepJobFlowAliveWhenNoSteps", false)
        .put("TerminationProtected", false);
    request.set("Applications", applications(job));
    request.set("Steps", steps(job, submit, "TERMINATE_CLUSTER"));
    assume(request, "JobFlowRole", "EMR_EC2_DefaultRole");
    assume(request, "ServiceRole", "EMR_DefaultRole");
    if (!request.has("AutoTerminationPolicy")) {
      request.putObject("AutoTerminationPolicy").put("IdleTimeout", LEAK_GUARD_SECONDS);
    }
    ArrayNode tags = request.putArray("Tags");
    job.tags().forEach((name, value) -> tags.addObject().put("Key", name).put("Value", value));
    if (job.policy().role().isPresent()) {
      submit.cannot(
          "run.runAs.role",
          "a step that comes with its cluster has the role of its machines, jobFlowRole");
    }
    return JSON.objectNode().set(RUN_CLUSTER, request);
  }

  /** A cluster that would stay is never started, and one without machines never asked for. */
  private static void requireTransient(Job job, SdkWords words) {
    Value instances = job.block().values().get("instances");
    if (!(instances instanceof Value.Fields said) || said.values().isEmpty()) {
      words.wrong(
          instances == null ? job.block() : instances,
          "'instances' names no machines",
          "write InstanceFleets or InstanceGroups under platforms.emr.instances");
      return;
    }
    for (String key : List.of("KeepJobFlowAliveWhenNoSteps", "TerminationProtected")) {
      if (said.values().get(key) instanceof Value.Scalar scalar && scalar.text().equals("true")) {
        words.wrong(
            scalar,
            "'instances.%s' would keep a cluster that ends with its run".formatted(key),
            "leave it out, or write 'clusterMode: step' for a cluster that stays");
      }
    }
  }

  private static void assume(ObjectNode request, String member, String value) {
    if (!request.has(member)) {
      request.put(member, value);
    }
  }

  private static SdkField<?> member(Map<String, SdkField<?>> fields, Shape.Key key) {
    return fields.values().stream()
        .filter(field -> field.locationName().equalsIgnoreCase(key.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("RunJobFlow has no " + key.name()));
  }

  private static ArrayNode applications(Job job) {
    ArrayNode names = JSON.arrayNode();
    Value said = job.block().values().get("applications");
    if (said instanceof Value.Items items) {
      for (Value one : items.values()) {
        if (one instanceof Value.Scalar scalar) {
          names.addObject().put("Name", scalar.text());
        }
      }
    } else {
      names.addObject().put("Name", job.blockText("applications").orElse("Spark"));
    }
    return names;
  }

  private static ObjectNode step(Job job, SparkSubmit submit) {
    ObjectNode payload = JSON.objectNode();
    ObjectNode request = payload.putObject(ADD_STEPS);
    job.blockText("clusterId")
        .ifPresentOrElse(
            id -> request.put("JobFlowId", id),
            () ->
                payload.put(
                    CLUSTER_NAME,
                    job.blockText("clusterName").orElseThrow(() -> withoutCluster(job))));
    for (Shape.Key key : MEMBERS) {
      if (job.block().values().containsKey(key.name())
          && !key.equals(EmrReleases.LABEL)
          && !key.name().equals("logUri")) {
        submit.cannot("platforms.emr." + key.name(), "its cluster is there already");
      }
    }
    new EmrCapacity(job, submit).refused("its cluster is there already");
    if (!job.tags().isEmpty()) {
      submit.cannot("cost.tags", "a step has no tags, and its cluster has its own");
    }
    job.policy().role().ifPresent(role -> request.put("ExecutionRoleArn", role));
    request.set("Steps", steps(job, submit, "CONTINUE"));
    return payload;
  }

  private static UserException withoutCluster(Job job) {
    return UserException.usage(
        new Problem(
            "EMR_CLUSTER",
            "Cannot run job '%s' on emr: nothing says on which cluster.".formatted(job.name()),
            "write 'clusterId: ...' or 'clusterName: ...' under platforms.emr, or 'clusterMode: transient'"));
  }

  private static ArrayNode steps(Job job, SparkSubmit submit, String onFailure) {
    List<String> arguments = new ArrayList<>(List.of("spark-submit"));
    arguments.addAll(submit.arguments(List.of("--deploy-mode", "cluster")));
    int length = arguments.stream().mapToInt(String::length).sum();
    if (length > MAX_ARGUMENTS) {
      throw UserException.usage(
          new Problem(
              "EMR_ARGUMENTS",
              "Cannot run job '%s' on emr: its step has %d characters of arguments, and EMR takes %d."
                  .formatted(job.name(), length, MAX_ARGUMENTS),
              "move settings into 'configurations' under platforms.emr, or arguments into a file"));
    }
    ArrayNode steps = JSON.arrayNode();
    ObjectNode jar =
        steps
            .addObject()
            .put("Name", job.name())
            .put("ActionOnFailure", onFailure)
            .putObject("HadoopJarStep")
            .put("Jar", "command-runner.jar");
    arguments.forEach(jar.putArray("Args")::add);
    return steps;
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    return new EmrConnection(rendering, access);
  }
}
