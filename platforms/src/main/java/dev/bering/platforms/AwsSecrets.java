package dev.bering.platforms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Values that AWS Secrets Manager keeps, reached as the SDK finds region, address and credentials
 * by itself; nothing is opened before the first is read. What goes wrong is told without any part
 * of a value, and without a cause that could hold one.
 */
final class AwsSecrets implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** By region; empty for the one of the surroundings. */
  private final Map<String, SecretsManagerClient> clients = new HashMap<>();

  /**
   * A value.
   *
   * @param place the name or ARN of a secret, and after a hash the key of the JSON in it
   * @throws PlatformException if it cannot be had; its words do not name the secret
   */
  String value(String place) throws PlatformException {
    int hash = place.lastIndexOf('#');
    String id = hash < 0 ? place : place.substring(0, hash);
    String text =
        AwsFailures.called(
            () -> client(region(id)).getSecretValue(ask -> ask.secretId(id)).secretString());
    if (text == null) {
      throw unfit("it is no text");
    }
    return hash < 0 ? text : field(text, place.substring(hash + 1));
  }

  private static String field(String text, String key) throws PlatformException {
    JsonNode value = object(text).get(key);
    if (value == null || value.isNull()) {
      throw unfit("it has no key '%s'".formatted(key));
    }
    if (!value.isValueNode()) {
      throw unfit("its key '%s' is no plain value".formatted(key));
    }
    return value.asText();
  }

  private static JsonNode object(String text) throws PlatformException {
    try {
      JsonNode read = JSON.readTree(text);
      if (read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException e) {
      // Its message quotes what it could not read.
    }
    throw unfit("it is no JSON object");
  }

  private static PlatformException unfit(String words) {
    return new PlatformException(Failure.of(FailureClass.CONFIG, words));
  }

  /** The region of an ARN. */
  private static Optional<String> region(String id) {
    String[] parts = id.split(":", -1);
    return parts.length > 3 && parts[0].equals("arn") ? Optional.of(parts[3]) : Optional.empty();
  }

  private SecretsManagerClient client(Optional<String> region) throws SdkException {
    return clients.computeIfAbsent(
        region.orElse(""),
        name -> {
          SecretsManagerClientBuilder builder =
              SecretsManagerClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
          region.map(Region::of).ifPresent(builder::region);
          return builder.build();
        });
  }

  @Override
  public void close() {
    clients.values().forEach(SecretsManagerClient::close);
  }
}
