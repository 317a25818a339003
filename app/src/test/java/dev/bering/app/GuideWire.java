package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.monitoring.CloudWatchServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** The CloudWatch that the guide to watching a network applies its plan to. */
final class GuideWire implements AutoCloseable {

  private final CloudWatchServer server = new CloudWatchServer();
  private final Map<String, String> properties =
      Map.of(
          "aws.accessKeyId", "key",
          "aws.secretAccessKey", "secret",
          "aws.endpointUrlCloudWatch", server.address().toString());

  private GuideWire() {}

  /** Whoever asks for CloudWatch reaches this one, until it is closed. */
  static GuideWire open() {
    GuideWire wire = new GuideWire();
    wire.properties.forEach(System::setProperty);
    return wire;
  }

  /** Something that the guide says happens. */
  void happen(String event) throws IOException {
    switch (event) {
      case "CloudWatch has nothing yet" -> assertThat(server.names()).isEmpty();
      case "CloudWatch has what was planned" ->
          assertThat(server.names())
              .containsExactly(
                  "bering-nightly-kinesis-bytes-0",
                  "bering-nightly-nat-gateway-bytes-0",
                  "bering-nightly-nat-gateway-bytes",
                  "bering-nightly-transfer-us-east-1");
      case "somebody removes the alarm" -> removeAlarm("bering-nightly-nat-gateway-bytes");
      default -> throw new IllegalStateException("nobody knows how: " + event);
    }
  }

  /** As another client of the account would. */
  private void removeAlarm(String name) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(server.address())
            .header("Authorization", "AWS4-HMAC-SHA256 Credential=another")
            .POST(BodyPublishers.ofString("Action=DeleteAlarms&AlarmNames.member.1=" + name))
            .build();
    try {
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    properties.keySet().forEach(System::clearProperty);
    server.close();
  }
}
