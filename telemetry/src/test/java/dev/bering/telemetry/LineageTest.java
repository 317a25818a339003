package dev.bering.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.bering.flow.FlowReport;
import dev.bering.model.UserException;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class LineageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir private Path folder;

  private List<JsonNode> events(Path file) throws IOException {
    var events = new ArrayList<JsonNode>();
    for (String line : Files.readAllLines(file)) {
      events.add(JSON.readTree(line));
    }
    return events;
  }

  private Lineage toFile(Path file) {
    return Lineage.toFile(file, "test", Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static String told(JsonNode event) {
    return "%s %s".formatted(event.at("/eventType").asText(), event.at("/job/name").asText());
  }

  private static List<String> names(JsonNode datasets, Path folder) {
    var names = new ArrayList<String>();
    datasets.forEach(
        dataset ->
            names.add(
                "%s %s v%s"
                    .formatted(
                        dataset.at("/namespace").asText(),
                        dataset.at("/name").asText().replace(folder.toString(), ""),
                        dataset.at("/facets/version/datasetVersion").asText())));
    return names;
  }

  /** What the facet of the first output says of each column, as OpenLineage's client reads it. */
  private static List<String> origins(JsonNode event, Path folder) {
    var facet =
        OpenLineageClientUtils.runEventFromJson(event.toString())
            .getOutputs()
            .get(0)
            .getFacets()
            .getColumnLineage();
    return facet.getFields().getAdditionalProperties().entrySet().stream()
        .map(
            column ->
                column.getKey()
                    + " <- "
                    + column.getValue().getInputFields().stream()
                        .map(from -> "%s.%s".formatted(from.getName(), from.getField()))
                        .collect(Collectors.joining(", "))
                        .replace(folder.toString(), ""))
        .sorted()
        .toList();
  }

  @Test
  void tellsOfTheRunAndOfEachPortWithItsTablesVersionsAndColumns() throws IOException {
    Platform.land(folder, "('a', 5L), ('a', 300L), ('b', 1L)");
    Path file = folder.resolve("lineage.ndjson");
    FlowReport report;
    try (Lineage lineage = toFile(file)) {
      report =
          Platform.run(
              folder,
              lineage.listener(
                  Instant.parse("2026-01-01T03:00:00Z"), Instant.parse("2026-01-01T04:00:00Z")));
      assertThat(lineage.settle()).isEmpty();
    }

    List<JsonNode> events = events(file);
    assertThat(events.stream().map(LineageTest::told))
        .containsExactly(
            "START traffic",
            "START traffic.copied",
            "COMPLETE traffic.copied",
            "START traffic.totals",
            "COMPLETE traffic.totals",
            "COMPLETE traffic");
    JsonNode totals = events.get(4);
    assertThat(names(totals.at("/inputs"), folder)).containsExactly("file /connections v0");
    assertThat(names(totals.at("/outputs"), folder)).containsExactly("file /totals v0");
    assertThat(names(events.get(2).at("/inputs"), folder)).containsExactly("file /before v0");
    assertThat(totals.at("/outputs/0/facets/schema/fields").toString())
        .isEqualTo(
            "[{\"name\":\"host\",\"type\":\"string\"},{\"name\":\"bytes\",\"type\":\"bigint\"}]");
    assertThat(origins(totals, folder))
        .containsExactly("bytes <- /connections.bytes", "host <- /connections.host");
    assertThat(origins(events.get(2), folder))
        .containsExactly("bytes <- /before.bytes", "host <- /before.host");
    assertThat(totals.at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong())
        .isEqualTo(2);
    assertThat(totals.at("/run/facets/parent/run/runId").asText()).isEqualTo(report.runId());
    assertThat(totals.at("/run/facets/parent/job/name").asText()).isEqualTo("traffic");
    assertThat(totals.at("/eventTime").asText()).isEqualTo("2026-01-02T00:00:00Z");

    JsonNode ended = events.get(5);
    assertThat(ended.at("/run/runId").asText()).isEqualTo(report.runId());
    assertThat(ended.at("/run/facets/nominalTime/nominalStartTime").asText())
        .isEqualTo("2026-01-01T03:00:00Z");
    assertThat(names(ended.at("/inputs"), folder))
        .containsExactlyInAnyOrder("file /connections v0", "file /before v0");
    assertThat(names(ended.at("/outputs"), folder))
        .containsExactly("file /copied v0", "file /totals v0");
    assertThat(ended.at("/run/facets/test/tests").findValuesAsText("actual"))
        .containsExactly("1 of 3 rows break it", "0 of 3 rows break it");
    assertThat(ended.at("/run/facets/test/tests").findValuesAsText("status"))
        .containsExactly("fail", "pass");
  }

  @Test
  void tellsWhyAPortAndTheRunFailed() throws IOException {
    Platform.land(folder, "('a', -1L)");
    Path file = folder.resolve("lineage.ndjson");
    try (Lineage lineage = toFile(file)) {
      assertThatThrownBy(() -> Platform.run(folder, lineage.listener()))
          .isInstanceOf(UserException.class);
    }
    List<JsonNode> events = events(file);
    assertThat(events.stream().map(LineageTest::told))
        .containsExactly(
            "START traffic",
            "START traffic.copied",
            "COMPLETE traffic.copied",
            "START traffic.totals",
            "FAIL traffic.totals",
            "FAIL traffic");
    String why = "Cannot run traffic/valid: a row breaks rule 'bytes >= 0'.";
    assertThat(events.get(4).at("/run/facets/errorMessage/message").asText()).isEqualTo(why);
    assertThat(events.get(5).at("/run/facets/errorMessage/message").asText()).isEqualTo(why);
    assertThat(events.get(5).at("/outputs").isEmpty()).isTrue();
  }

  @Test
  void sendsToAServerWithItsKey() throws IOException {
    var received = new CopyOnWriteArrayList<String>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/lineage",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + told(JSON.readTree(body))
                  + (body.contains("s3cret") ? " s3cret" : ""));
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    server.start();
    try (Lineage lineage =
        Lineage.toServer(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            Optional.of("key"),
            "test")) {
      Platform.failAtOnce(lineage.listener());
      assertThat(lineage.settle()).isEmpty();
    } finally {
      server.stop(0);
    }
    assertThat(received).containsExactly("Bearer key START traffic", "Bearer key FAIL traffic");
  }

  @Test
  void aServerThatIsAwayDoesNotFailTheRunAndIsTold() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String address = "http://127.0.0.1:" + free;
    try (Lineage lineage = Lineage.toServer(URI.create(address), Optional.of("s3cret"), "test")) {
      Platform.failAtOnce(lineage.listener());
      assertThat(lineage.settle().orElseThrow().message())
          .isEqualTo(
              "Cannot deliver 2 of 2 lineage events to %s: Connect to %s failed: Connection refused."
                  .formatted(address, address));
    }
  }

  @Test
  void whatCannotBeWrittenToAFileIsTold() throws IOException {
    Path file = Files.createDirectory(folder.resolve("gone")).resolve("lineage.ndjson");
    try (Lineage lineage = toFile(file)) {
      Files.delete(folder.resolve("gone"));
      Platform.failAtOnce(lineage.listener());
      assertThat(lineage.settle().orElseThrow().message())
          .isEqualTo(
              "Cannot deliver 2 of 2 lineage events to %s: its folder is not there."
                  .formatted(file));
    }
  }

  @Test
  void aFileMayBeNamedWithoutItsFolder() throws IOException {
    Path bare = Path.of("lineage-%s.ndjson".formatted(UUID.randomUUID()));
    try (Lineage lineage = toFile(bare)) {
      Platform.failAtOnce(lineage.listener());
      assertThat(lineage.settle()).isEmpty();
      assertThat(events(bare)).hasSize(2);
    } finally {
      Files.deleteIfExists(bare);
    }
  }

  @Test
  void refusesTargetsThatCannotBeOrHoldSecrets() {
    assertThatThrownBy(() -> Lineage.toFile(folder.resolve("none/lineage"), "test"))
        .hasMessage(
            "Cannot send lineage to %s: its folder is not there."
                .formatted(folder.resolve("none/lineage")));
    assertThatThrownBy(() -> Lineage.toFile(folder, "test"))
        .hasMessage("Cannot send lineage to %s: it is a folder.".formatted(folder));
    assertThatThrownBy(() -> Lineage.toServer(URI.create("ftp://host"), Optional.empty(), "test"))
        .hasMessage("Cannot send lineage to a server: it is no address of HTTP.");
    assertThatThrownBy(
            () -> Lineage.toServer(URI.create("https://me:s3cret@host"), Optional.empty(), "test"))
        .hasMessage(
            "Cannot send lineage to host: the address holds a login or parameters, which may be"
                + " secret.");
  }
}
