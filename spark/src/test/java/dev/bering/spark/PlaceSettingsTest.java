package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class PlaceSettingsTest {

  private static final String OPTIONS = "spark.executor.extraJavaOptions";

  private static Properties properties(Map<String, String> values) {
    Properties properties = new Properties();
    properties.putAll(values);
    return properties;
  }

  @Test
  void tellsWhereStoresAreAndNeverWhoMayEnter() {
    PlaceSettings settings =
        PlaceSettings.among(
            Map.of(
                "AWS_ACCESS_KEY_ID", "who",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_SESSION_TOKEN", "secret",
                "AWS_SHARED_CREDENTIALS_FILE", "/home/me/keys",
                "AWS_ENDPOINT_URL_S3", "http://store:9000",
                "AWS_REGION", "eu-north-1",
                "HADOOP_CONF_DIR", "/etc/hadoop/conf",
                "PATH", "/bin"),
            properties(
                Map.of(
                    "aws.accessKeyId", "who",
                    "aws.secretAccessKey", "secret",
                    "aws.region", "eu-west-1",
                    "user.name", "me")));
    assertThat(settings.environment())
        .isEqualTo(
            Map.of(
                "AWS_ENDPOINT_URL_S3", "http://store:9000",
                "AWS_REGION", "eu-north-1",
                "HADOOP_CONF_DIR", "/etc/hadoop/conf"));
    assertThat(settings.properties()).isEqualTo(Map.of("aws.region", "eu-west-1"));
  }

  @Test
  void leavesTheLastWordToSparksOwnSettings() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.executorEnv.AWS_REGION", "of the user")
            .set(OPTIONS, "-Daws.region=of-the-user");
    new PlaceSettings(
            Map.of("AWS_REGION", "x", "AWS_PROFILE", "p"), Map.of("aws.region", "a \"b\" \\c"))
        .addTo(conf);
    assertThat(conf.get("spark.executorEnv.AWS_REGION")).isEqualTo("of the user");
    assertThat(conf.get("spark.executorEnv.AWS_PROFILE")).isEqualTo("p");
    assertThat(conf.get(OPTIONS))
        .isEqualTo("\"-Daws.region=a \\\"b\\\" \\\\c\" -Daws.region=of-the-user");
  }
}
