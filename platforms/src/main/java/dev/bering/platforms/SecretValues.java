package dev.bering.platforms;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Job;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the values of secrets when a run is started. They go into the environment of its process
 * and nowhere else: not into a record, a log or a sentence.
 */
final class SecretValues {

  private SecretValues() {}

  /**
   * The variables of a job's secrets.
   *
   * @throws PlatformException of kind CONFIG or AUTH, naming the reference, if one cannot be read
   */
  static Map<String, String> of(Rendering rendering) throws PlatformException {
    Map<String, String> values = new LinkedHashMap<>();
    try (AwsSecrets aws = new AwsSecrets()) {
      for (Map.Entry<String, Job.Secret> secret : rendering.secrets().entrySet()) {
        values.put(secret.getKey(), value(secret.getKey(), secret.getValue(), aws));
      }
    }
    return values;
  }

  private static String value(String name, Job.Secret secret, AwsSecrets aws)
      throws PlatformException {
    int colon = secret.ref().indexOf(':');
    String place = secret.ref().substring(colon + 1);
    return switch (secret.ref().substring(0, colon)) {
      case "env" -> variable(name, secret, place);
      case "file" -> file(name, secret, Path.of(place));
      case "aws-sm" -> aws(name, secret, place, aws);
      default -> throw missing(name, secret, "its value cannot be had on this platform");
    };
  }

  private static String variable(String name, Job.Secret secret, String variable)
      throws PlatformException {
    String value = System.getenv(variable);
    if (value == null) {
      throw missing(name, secret, "the variable %s is not set".formatted(variable));
    }
    return value;
  }

  private static String file(String name, Job.Secret secret, Path file) throws PlatformException {
    try {
      return Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw missing(name, secret, "the file cannot be read");
    }
  }

  private static String aws(String name, Job.Secret secret, String place, AwsSecrets aws)
      throws PlatformException {
    try {
      return aws.value(place);
    } catch (PlatformException e) {
      throw missing(name, secret, e.failure().kind(), e.failure().words());
    }
  }

  private static PlatformException missing(String name, Job.Secret secret, String fact) {
    return missing(name, secret, FailureClass.CONFIG, fact);
  }

  private static PlatformException missing(
      String name, Job.Secret secret, FailureClass kind, String fact) {
    return new PlatformException(
        Failure.of(kind, "secret %s (%s) has no value: %s".formatted(name, secret.ref(), fact)));
  }
}
