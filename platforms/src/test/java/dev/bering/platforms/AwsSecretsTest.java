package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.RunContext;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References to AWS Secrets Manager, read by the SDK from a server that speaks its protocol. */
class AwsSecretsTest {
  private static final Map<String, String> SURROUNDINGS =
      Map.of(
          "aws.accessKeyId", "AKIATEST",
          "aws.secretAccessKey", "none",
          "aws.region", "eu-central-1");
  private static final String ADDRESS = "aws.endpointUrlSecretsManager";
  private static final Map<String, String> KEPT =
      Map.of(
          "prod/db", "{\"user\": \"u\", \"password\": \"hunter2\", \"port\": 5432, \"more\": {}}",
          "prod/plain", "hunter2");

  private final SecretsServer server = new SecretsServer();

  private static final class SecretsServer extends AwsServer {
    @Override
    String operation(String method, String path, String target) {
      return target.replaceFirst("secretsmanager\\.", "");
    }

    @Override
    Reply answer(String operation, String path, JsonNode body) throws Refused {
      String id = body.path("SecretId").asText().replaceFirst("^arn:.*:secret:", "");
      if (id.startsWith("closed")) {
        throw new Refused(400, "AccessDeniedException", "User jobs is not authorized to do this");
      }
      if (!KEPT.containsKey(id)) {
        throw new Refused(
            400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      }
      return Reply.of(JSON.createObjectNode().put("Name", id).put("SecretString", KEPT.get(id)));
    }

    @Override
    ObjectNode error(String type, String message) {
      return JSON.createObjectNode().put("__type", type).put("Message", message);
    }
  }

  @BeforeEach
  void point() {
    SURROUNDINGS.forEach(System::setProperty);
    System.setProperty(ADDRESS, server.address());
  }

  @AfterEach
  void leave() {
    SURROUNDINGS.keySet().forEach(System::clearProperty);
    System.clearProperty(ADDRESS);
    server.close();
  }

  private static Rendering rendering(String ref) {
    String text =
        """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: features}
        platform: local
        spec:
          type: Python
          mainApplicationFile: main.py
          secrets: {DB_PASSWORD: {ref: "%s"}}
        """
            .formatted(ref);
    LocalPlatform local = new LocalPlatform(Path.of("runs"));
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("features.yaml", text)));
    return local.render(
        new JobFormat(List.of(local))
            .catalogue(files)
            .job("features", JobChoice.NONE)
            .resolve(
                new RunContext("features-1", LocalDate.of(2026, 11, 23), x -> Optional.empty())));
  }

  private static String value(String ref) throws PlatformException {
    return SecretValues.of(rendering(ref)).values().iterator().next();
  }

  private static PlatformException refusal(String ref) {
    PlatformException refusal = catchThrowableOfType(PlatformException.class, () -> value(ref));
    assertThat(refusal).hasNoCause();
    assertThat(refusal.failure().words()).doesNotContain("hunter2");
    return refusal;
  }

  @Test
  void readsAWholeSecretOrOneKeyOfIt() throws Exception {
    assertThat(value("aws-sm:prod/plain")).isEqualTo("hunter2");
    assertThat(value("aws-sm:prod/db#password")).isEqualTo("hunter2");
    assertThat(value("aws-sm:prod/db#port")).isEqualTo("5432");
    assertThat(value("aws-sm:arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db#user"))
        .isEqualTo("u");
  }

  @Test
  void tellsWhatIsWrongWithoutAnyPartOfAValue() {
    assertThat(refusal("aws-sm:prod/none#password"))
        .hasMessage(
            "secret DB_PASSWORD (aws-sm:prod/none#password) has no value: Secrets Manager can't find the specified secret.");
    assertThat(refusal("aws-sm:prod/db#pasword"))
        .hasMessage(
            "secret DB_PASSWORD (aws-sm:prod/db#pasword) has no value: it has no key 'pasword'");
    assertThat(refusal("aws-sm:prod/db#more"))
        .hasMessage(
            "secret DB_PASSWORD (aws-sm:prod/db#more) has no value: its key 'more' is no plain value");
    assertThat(refusal("aws-sm:prod/plain#password"))
        .hasMessage(
            "secret DB_PASSWORD (aws-sm:prod/plain#password) has no value: it is no JSON object");
    PlatformException closed = refusal("aws-sm:closed");
    assertThat(closed)
        .hasMessage(
            "secret DB_PASSWORD (aws-sm:closed) has no value: User jobs is not authorized to do this");
    assertThat(closed.failure().kind()).isEqualTo(FailureClass.AUTH);
  }
}
