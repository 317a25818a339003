package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.ResourceUse;
import dev.bering.platforms.AwsServer.Fault;
import dev.bering.platforms.AwsServer.When;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** EMR Serverless with Spark 4.1, as a server that speaks its protocol and runs its jobs. */
class EmrServerlessPlatformTest extends PlatformContract {
  private final EmrServerlessServer server = new EmrServerlessServer("emr-spark-8.1.0");

  @Override
  Platform platform() {
    return new EmrServerlessPlatform(EmrPlatformTest.QUICK);
  }

  @Override
  String block() {
    return """
        applicationId: 00fkht2eodujab09
        executionRoleArn: "arn:aws:iam::123456789012:role/jobs"
        releaseLabel: emr-spark-8.1.0
        region: eu-central-1
        endpoint: "%s"
        logUri: "%s"
        """
        .formatted(server.address(), folder.resolve("logs").toUri())
        .indent(4)
        .stripTrailing();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void startsOneRunAlthoughTheReplyIsLostAndToldNobody() throws Exception {
    server.ruin("Worker could not be allocated as the application has exceeded maximumCapacity");
    server.fail(new Fault("StartJobRun", When.AFTER, 0, "", 0, 1));
    Token token = token();
    try (PlatformConnection connection = connection()) {
      assertThatThrownBy(() -> connection.submit(token))
          .hasMessageStartingWith("Unable to execute HTTP request");
      assertThat(server.count("StartJobRun")).isEqualTo(1);
      String id = connection.submit(token);
      assertThat(server.size()).isEqualTo(1);
      JsonNode sent = server.last("StartJobRun");
      assertThat(sent.path("clientToken").asText()).isEqualTo(token.text());
      assertThat(sent.path("tags").toString())
          .isEqualTo(
              "{\"bering:run\":\"%s\",\"bering:token\":\"%s\"}"
                  .formatted(token.runId(), token.text()));
      Failure failure = ended(connection, id).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureClass.QUOTA);
      assertThat(failure.words())
          .isEqualTo(
              "Worker could not be allocated as the application has exceeded maximumCapacity");
      assertThat(connection.status(id).facts())
          .containsEntry("application", "00fkht2eodujab09")
          .containsEntry("release", "emr-spark-8.1.0")
          .containsEntry("billed-vcpu-hours", "0.067")
          .containsEntry("billed-memory-gb-hours", "0.27")
          .containsEntry("billed-storage-gb-hours", "0.33");
      ResourceUse use = connection.resources(token, id);
      assertThat(use.source()).isEqualTo("emr-serverless");
      assertThat(use.vcpuHours()).hasValue(0.024);
      assertThat(use.memoryGbHours()).hasValue(0.1);
      assertThat(use.billedVcpuHours()).hasValue(0.067);
      assertThat(use.billedStorageGbHours()).hasValue(0.33);
      assertThat(use.spark()).isEmpty();
      connection.cancel(id);
      assertThat(server.count("CancelJobRun")).isZero();
    }
  }

  @Test
  void handsOnARefusalInTheServicesOwnWords() throws Exception {
    server.fail(
        new Fault(
            "StartJobRun",
            When.BEFORE,
            400,
            "{\"__type\":\"ServiceQuotaExceededException\",\"message\":\"Too many vCPUs\"}",
            0,
            1));
    try (PlatformConnection connection = connection()) {
      assertThatThrownBy(() -> connection.submit(token())).hasMessage("Too many vCPUs");
    }
  }
}
