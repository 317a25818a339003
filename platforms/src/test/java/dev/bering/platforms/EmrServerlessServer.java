package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * EMR Serverless as its clients see it (REST): job runs of one application, each a real
 * spark-submit of this machine. One client token starts one run.
 */
final class EmrServerlessServer extends AwsServer {
  private static final Pattern RUN = Pattern.compile("/applications/([^/]+)/jobruns/([^/]+)");

  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final String label;
  private volatile String ruin = "";

  /**
   * @param label the release of its application
   */
  EmrServerlessServer(String label) {
    this.label = label;
  }

  /** From now on runs fail with these words before they begin. */
  void ruin(String words) {
    ruin = words;
  }

  synchronized int size() {
    return runs.size();
  }

  private static final class Run {
    final String id;
    final JsonNode request;
    final double created = Instant.now().toEpochMilli() / 1000.0;
    String state = "SUBMITTED";
    String details = "";
    double started;
    double ended;
    @Nullable StepProcess process;

    Run(String id, JsonNode request) {
      this.id = id;
      this.request = request;
    }

    boolean isOver() {
      return state.equals("SUCCESS") || state.equals("FAILED") || state.equals("CANCELLED");
    }
  }

  @Override
  String operation(String method, String path, String target) {
    boolean isOne = RUN.matcher(path).matches();
    return switch (method) {
      case "POST" -> "StartJobRun";
      case "DELETE" -> "CancelJobRun";
      default -> isOne ? "GetJobRun" : "ListJobRuns";
    };
  }

  @Override
  ObjectNode error(String type, String message) {
    return JSON.createObjectNode().put("__type", type).put("message", message);
  }

  @Override
  Reply answer(String operation, String path, JsonNode body) throws Refused {
    return switch (operation) {
      case "StartJobRun" -> Reply.of(start(path, body));
      case "GetJobRun" -> Reply.of(JSON.createObjectNode().set("jobRun", described(run(path))));
      case "CancelJobRun" -> Reply.of(cancel(run(path)));
      default -> Reply.of(list());
    };
  }

  private synchronized ObjectNode start(String path, JsonNode body) throws Refused {
    String token = body.path("clientToken").asText();
    if (token.isEmpty() || body.path("executionRoleArn").asText().isEmpty()) {
      throw new Refused(400, "ValidationException", "clientToken and executionRoleArn are needed");
    }
    Run run =
        runs.values().stream()
            .filter(one -> one.request.path("clientToken").asText().equals(token))
            .findFirst()
            .orElseGet(
                () -> {
                  Run made = new Run("%016d".formatted(numbers.incrementAndGet()), body);
                  runs.put(made.id, made);
                  later(() -> live(made, path.split("/", -1)[2]));
                  return made;
                });
    return JSON.createObjectNode()
        .put("applicationId", path.split("/", -1)[2])
        .put("jobRunId", run.id)
        .put("arn", "arn:" + run.id);
  }

  private synchronized Run run(String path) throws Refused {
    Matcher matcher = RUN.matcher(path);
    Run run = matcher.matches() ? runs.get(matcher.group(2)) : null;
    if (run == null) {
      throw new Refused(404, "ResourceNotFoundException", "Job run not found: " + path);
    }
    return run;
  }

  private void live(Run run, String application) {
    try {
      StepProcess process;
      synchronized (this) {
        if (!ruin.isEmpty()) {
          end(run, "FAILED", ruin);
        }
        if (run.isOver()) {
          return;
        }
        process =
            StepProcess.start(
                StepProcess.home(label), arguments(run.request), "spark.emr-serverless.driverEnv.");
        run.process = process;
        run.state = "RUNNING";
        run.started = Instant.now().toEpochMilli() / 1000.0;
      }
      int exit = process.await();
      String uri =
          run.request
              .at(
                  "/configurationOverrides/monitoringConfiguration/s3MonitoringConfiguration/logUri")
              .asText();
      if (!uri.isEmpty()) {
        process.ship(
            Location.of(uri)
                .toPath()
                .resolve("applications/%s/jobs/%s/SPARK_DRIVER".formatted(application, run.id)));
      }
      synchronized (this) {
        if (run.state.equals("CANCELLING")) {
          end(run, "CANCELLED", "");
        } else if (exit == 0) {
          end(run, "SUCCESS", "");
        } else {
          end(
              run,
              "FAILED",
              "Job failed, please check complete logs in configured logging destination. ExitCode: "
                  + exit);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What Spark's defaults would say, as arguments. */
  private static List<String> arguments(JsonNode request) {
    Map<String, String> settings = new LinkedHashMap<>();
    request
        .at("/configurationOverrides/applicationConfiguration")
        .forEach(
            one ->
                one.path("properties")
                    .properties()
                    .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText())));
    List<String> arguments = new ArrayList<>(StepProcess.settings(settings));
    JsonNode driver = request.at("/jobDriver/sparkSubmit");
    arguments.addAll(List.of(driver.path("sparkSubmitParameters").asText().split(" ", -1)));
    arguments.add(driver.path("entryPoint").asText());
    driver.path("entryPointArguments").forEach(one -> arguments.add(one.asText()));
    return arguments;
  }

  private static void end(Run run, String state, String details) {
    run.state = state;
    run.details = details;
    run.ended = Instant.now().toEpochMilli() / 1000.0;
  }

  private synchronized ObjectNode cancel(Run run) throws Refused {
    StepProcess process = run.process;
    if (run.isOver()) {
      throw new Refused(400, "ValidationException", "Job run is in a terminal state");
    }
    if (process == null) {
      end(run, "CANCELLED", "");
    } else {
      run.state = "CANCELLING";
      process.stop();
    }
    return JSON.createObjectNode().put("jobRunId", run.id);
  }

  private synchronized ObjectNode list() {
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode all = reply.putArray("jobRuns");
    for (Run run : runs.values()) {
      all.insert(0, described(run).put("id", run.id));
    }
    return reply;
  }

  private synchronized ObjectNode described(Run run) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("jobRunId", run.id)
            .put("name", run.request.path("name").asText())
            .put("state", run.state)
            .put("stateDetails", run.details)
            .put("releaseLabel", label)
            .put("createdAt", run.created);
    if (run.started > 0) {
      node.put("startedAt", run.started);
    }
    if (run.ended > 0) {
      node.put("endedAt", run.ended);
      node.putObject("totalResourceUtilization")
          .put("vCPUHour", 0.024)
          .put("memoryGBHour", 0.1)
          .put("storageGBHour", 0.2);
      node.putObject("billedResourceUtilization")
          .put("vCPUHour", 0.067)
          .put("memoryGBHour", 0.27)
          .put("storageGBHour", 0.33);
    }
    return node;
  }

  @Override
  public void close() {
    synchronized (this) {
      for (Run run : runs.values()) {
        StepProcess process = run.process;
        if (process != null && !run.isOver()) {
          process.stop();
        }
      }
    }
    super.close();
  }
}
