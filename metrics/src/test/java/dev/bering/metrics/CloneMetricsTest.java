package dev.bering.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Backoff;
import dev.bering.stores.Content;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus is told of a clone. */
class CloneMetricsTest {

  private static final Instant NOON = Instant.parse("2026-03-25T12:00:00Z");

  @TempDir Path folder;

  private final Traffic traffic = new Traffic();
  private final CloneMetrics metrics =
      new CloneMetrics(
          traffic, new Retries(Backoff.STANDARD), Map.of("job", "orders \"clone\""), NOON);

  private void move(String text) throws IOException {
    Location place = Location.of(folder.resolve("lake"));
    try (Store store = traffic.meter(place, Stores.open(place))) {
      store.write("a", Content.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
  }

  @Test
  void countsWhatWasMovedByStoreUnderTheTagsOfTheRun() throws IOException {
    assertThat(metrics.text()).doesNotContain("bering_store_bytes_total{");
    move("0123456789");
    assertThat(metrics.text())
        .contains(
            "bering_store_bytes_total{direction=\"written\",job=\"orders \\\"clone\\\"\",store=\"file\"} 10.0\n")
        .contains(
            "bering_store_requests_total{job=\"orders \\\"clone\\\"\",operation=\"write\",store=\"file\"} 1.0\n")
        .contains("bering_store_retries_total{job=\"orders \\\"clone\\\"\"} 0.0\n")
        .doesNotContain("bering_clone_success_seconds{");
    move("0123456789");
    metrics.succeeded(NOON.plusSeconds(90));
    assertThat(metrics.text())
        .contains(
            "bering_store_bytes_total{direction=\"written\",job=\"orders \\\"clone\\\"\",store=\"file\"} 20.0\n")
        .contains(
            "bering_clone_run_seconds_sum{job=\"orders \\\"clone\\\"\",outcome=\"ok\"} 90.0\n")
        .contains("bering_clone_success_seconds{job=\"orders \\\"clone\\\"\"} 1.77444009E9\n");
  }

  @Test
  void aRunThatFailsDoesNotMakeTheLastThatEndedWellForgotten() throws IOException {
    MetricsFile file = new MetricsFile(folder.resolve("clone.prom"));
    metrics.succeeded(NOON);
    file.write(metrics.text());
    CloneMetrics failing =
        new CloneMetrics(traffic, new Retries(Backoff.STANDARD), Map.of("job", "b"), NOON);
    failing.failed(NOON.plusSeconds(1));
    file.write(failing.text());
    assertThat(Files.readString(folder.resolve("clone.prom")))
        .contains("bering_clone_run_seconds_count{job=\"b\",outcome=\"failed\"} 1\n")
        .contains("# TYPE bering_clone_success_seconds gauge\n")
        .contains("bering_clone_success_seconds{job=\"orders \\\"clone\\\"\"} 1.77444E9\n");
  }

  @Test
  void servesThemWhileItRunsAndNothingElse() throws Exception {
    move("0123456789");
    try (MetricsServer server = new MetricsServer(0, metrics::text)) {
      HttpResponse<String> answer = get(server, "/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body()).contains("direction=\"written\"");
      assertThat(get(server, "/metrics/../etc").statusCode()).isEqualTo(404);
      assertThatThrownBy(() -> new MetricsServer(server.port(), () -> "").close())
          .isInstanceOf(UserException.class)
          .hasMessageContaining("Cannot serve metrics on port %d: ".formatted(server.port()));
    }
  }

  private static HttpResponse<String> get(MetricsServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
