package dev.bering.spark;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/**
 * What this process was told of where stores are, for executors to be told the same: endpoints,
 * region, the name of a profile, the folder of Hadoop's settings. Never who may enter: each machine
 * finds its own credentials, also those of a profile.
 *
 * @param environment variables that are set here, by name
 * @param properties system properties that are set here, by name
 */
record PlaceSettings(Map<String, String> environment, Map<String, String> properties) {

  private static final List<String> VARIABLES =
      List.of(
          "AWS_ENDPOINT_URL",
          "AWS_ENDPOINT_URL_S3",
          "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
          "AWS_PROFILE",
          "AWS_REGION",
          "AWS_USE_DUALSTACK_ENDPOINT",
          "AWS_USE_FIPS_ENDPOINT",
          "BERING_S3_PATH_STYLE",
          "HADOOP_CONF_DIR");

  private static final List<String> PROPERTIES =
      List.of(
          "aws.endpointUrl",
          "aws.endpointUrlS3",
          "aws.profile",
          "aws.region",
          "aws.useDualstackEndpoint",
          "aws.useFipsEndpoint",
          "bering.s3.pathStyle");

  private static final String VARIABLE_OF_EXECUTORS = "spark.executorEnv.";
  private static final String OPTIONS_OF_EXECUTORS = "spark.executor.extraJavaOptions";

  /** Those among everything that a process was told. */
  static PlaceSettings among(Map<String, String> environment, Properties properties) {
    Map<String, String> variables = new TreeMap<>(environment);
    variables.keySet().retainAll(VARIABLES);
    Map<String, String> named = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (PROPERTIES.contains(name)) {
        named.put(name, properties.getProperty(name));
      }
    }
    return new PlaceSettings(variables, named);
  }

  /** Tells executors; what {@code conf} tells them itself counts more. */
  void addTo(SparkConf conf) {
    environment.forEach((name, value) -> conf.setIfMissing(VARIABLE_OF_EXECUTORS + name, value));
    String options =
        properties.entrySet().stream()
            .map(
                property -> "\"-D%s=%s\"".formatted(property.getKey(), quoted(property.getValue())))
            .collect(Collectors.joining(" "));
    // Of two settings of one property Java takes the last.
    conf.set(OPTIONS_OF_EXECUTORS, (options + " " + conf.get(OPTIONS_OF_EXECUTORS, "")).strip());
  }

  /** As Spark takes options apart again. */
  private static String quoted(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
