package dev.bering.platforms;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.required;
import static dev.bering.jobs.Shape.text;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.List;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;

/**
 * EMR without machines of one's own: a job run of an application that is there already.
 *
 * <p>Settings of Spark go as the properties of {@code spark-defaults}, where no value needs
 * quoting, over those that the block's own configurationOverrides have there. What of it the
 * service does with {@code spark.jars} and its like was not tried on the real one.
 */
public final class EmrServerlessPlatform implements Platform {
  static final String START = "StartJobRun";
  private static final String OVERRIDES = "configurationOverrides";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final AwsAccess access;

  public EmrServerlessPlatform() {
    this(AwsAccess.STANDARD);
  }

  EmrServerlessPlatform(AwsAccess access) {
    this.access = access;
  }

  @Override
  public String name() {
    return "emr-serverless";
  }

  @Override
  public Shape.Group block() {
    return group(
        required(
            "applicationId",
            text("[0-9a-z]{1,64}", "id of an application", "00fkht2eodujab09"),
            "The application whose capacity it takes."),
        key(
            "executionRoleArn",
            text("arn:.+", "name of a role", "arn:aws:iam::123456789012:role/jobs"),
            "The role it runs in; that of run.runAs unless said."),
        EmrJob.LOGS,
        key(OVERRIDES, new Shape.Verbatim("ConfigurationOverrides"), "What differs for its runs."),
        EmrReleases.LABEL,
        EmrReleases.VERSION,
        EmrJob.REGION,
        EmrJob.ENDPOINT);
  }

  @Override
  public Rendering render(Job job) {
    List<TranslatedSetting> settings = EmrJob.settings(job);
    SparkSubmit submit = EmrJob.submit(job, settings, "spark.emr-serverless.driverEnv.");
    Job.Capacity wanted = job.capacity();
    if (wanted.driver().isPresent() || wanted.workers().isPresent()) {
      submit.cannot("spec.capacity", "there are no machines to choose from");
    }
    ObjectNode request = JSON.objectNode();
    request.put("applicationId", job.blockText("applicationId").orElse(""));
    request.put("executionRoleArn", role(job));
    request.put("name", job.name());
    ObjectNode driver = request.putObject("jobDriver").putObject("sparkSubmit");
    driver.put("entryPoint", submit.application().orElse(""));
    job.program().arguments().forEach(driver.putArray("entryPointArguments")::add);
    job.program()
        .mainClass()
        .ifPresent(name -> driver.put("sparkSubmitParameters", "--class " + name));
    request.set(OVERRIDES, overrides(job, submit));
    ObjectNode tags = request.putObject("tags");
    job.tags().forEach(tags::put);
    job.policy()
        .timeout()
        .ifPresent(
            limit -> request.put("executionTimeoutMinutes", limit.plusSeconds(59).toMinutes()));
    return new Rendering(
        job,
        JSON.objectNode().set(START, request),
        settings,
        submit.unhonoured(),
        EmrJob.runtime(job),
        job.secrets());
  }

  private static String role(Job job) {
    return job.blockText("executionRoleArn")
        .or(() -> job.policy().role())
        .orElseThrow(
            () ->
                UserException.usage(
                    new Problem(
                        "EMR_ROLE",
                        "Cannot run job '%s' on emr-serverless: nothing says in which role."
                            .formatted(job.name()),
                        "write 'executionRoleArn: ...' under platforms.emr-serverless")));
  }

  private static ObjectNode overrides(Job job, SparkSubmit submit) {
    ObjectNode overrides = said(job);
    ArrayNode all = overrides.withArray("/applicationConfiguration");
    ObjectNode defaults = JSON.objectNode();
    for (JsonNode one : all) {
      if (one instanceof ObjectNode open
          && one.path("classification").asText().equals("spark-defaults")) {
        defaults = open;
      }
    }
    if (defaults.isEmpty()) {
      all.add(defaults.put("classification", "spark-defaults"));
    }
    submit.settings().forEach(defaults.withObject("/properties")::put);
    job.blockText("logUri")
        .ifPresent(
            uri ->
                overrides
                    .withObject("/monitoringConfiguration/s3MonitoringConfiguration")
                    .put("logUri", uri));
    return overrides;
  }

  private static ObjectNode said(Job job) {
    Value value = job.block().values().get(OVERRIDES);
    if (value == null) {
      return JSON.objectNode();
    }
    SdkWords words = new SdkWords(job);
    SdkField<?> field = SdkWords.fields(StartJobRunRequest.builder()).get(OVERRIDES);
    if (field == null) {
      throw new IllegalStateException("StartJobRun has no " + OVERRIDES);
    }
    JsonNode json = words.json(OVERRIDES, value, field).orElseGet(JSON::objectNode);
    words.check();
    return (ObjectNode) json;
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    return new EmrServerlessConnection(rendering, access);
  }
}
