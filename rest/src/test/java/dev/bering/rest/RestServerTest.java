package dev.bering.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.RunBook;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.platforms.Platforms;
import dev.bering.stores.Stores;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs over HTTP, with real processes in which a shell script takes Spark's place. */
class RestServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void install() throws IOException {
    Path submit = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        "#!/bin/sh\nfor word in \"$@\"; do command=\"$word\"; done\n"
            + "echo \"$command\" >> %s/starts\nexec sh -c \"$command\"\n".formatted(folder));
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private RestServer server(Optional<String> token) {
    RunBook book = new RunBook(Stores.open(Location.of(folder.resolve("book"))));
    JobRuns runs =
        new JobRuns(
            new JobFormat(Platforms.all(folder.resolve("processes"))),
            book,
            Clock.systemUTC(),
            version -> {
              throw new IllegalStateException("nothing was published");
            });
    String text =
        """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: features}
        platform: local
        spec:
          type: Java
          mainApplicationFile: a.jar
          mainClass: a.B
          arguments: ["${params.command}"]
          params: {command: "echo done"}
        platforms: {local: {sparkHome: "%s"}}
        """
            .formatted(folder.resolve("spark"));
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("features.yaml", text)));
    return new RestServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        runs,
        book,
        job -> JobSource.of(files),
        token,
        line -> {});
  }

  private HttpResponse<String> send(
      RestServer server, String path, Optional<String> body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(server.address().getPort(), path)));
    if (body.isPresent()) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body.get()));
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode ended(RestServer server, String id) throws IOException, InterruptedException {
    JsonNode run = JSON.readTree(send(server, "/api/v1/runs/" + id, Optional.empty()).body());
    while (!run.get("closed").asBoolean()) {
      Thread.sleep(50);
      run = JSON.readTree(send(server, "/api/v1/runs/" + id, Optional.empty()).body());
    }
    return run;
  }

  /** Once no run is under way any more. */
  private String metrics(RestServer server) throws IOException, InterruptedException {
    String metrics = send(server, "/metrics", Optional.empty()).body();
    while (!metrics.contains("bering_job_open 0.0\n")) {
      Thread.sleep(50);
      metrics = send(server, "/metrics", Optional.empty()).body();
    }
    return metrics;
  }

  @Test
  void startsARunFollowsItAndShowsItsLog() throws Exception {
    try (RestServer server = server(Optional.empty())) {
      HttpResponse<String> started =
          send(
              server,
              "/api/v1/runs",
              Optional.of(
                  "{\"job\": \"features\", \"set\": {\"params.command\": \"echo it's #1\"}}"));
      assertThat(started.statusCode()).isEqualTo(201);
      String id = JSON.readTree(started.body()).at("/run/id").asText();
      JsonNode run = ended(server, id);
      assertThat(run.get("state").asText()).isEqualTo("failed"); // an unmatched quote, in sh
      assertThat(run.get("exitCode").asInt()).isEqualTo(1);

      String again =
          "{\"repeat\": \"%s\", \"set\": {\"params.command\": \"echo fine\"}}".formatted(id);
      String next =
          JSON.readTree(send(server, "/api/v1/runs", Optional.of(again)).body())
              .at("/run/id")
              .asText();
      assertThat(ended(server, next).get("state").asText()).isEqualTo("succeeded");
      assertThat(metrics(server))
          .contains("bering_job_run_seconds_count{job=\"features\",outcome=\"failed\"} 1\n")
          .contains("bering_job_run_seconds_count{job=\"features\",outcome=\"succeeded\"} 1\n")
          .contains(
              "bering_job_attempts_total{job=\"features\",outcome=\"succeeded\",platform=\"local\"} 1.0\n")
          .contains("bering_job_open 0.0\n");
      assertThat(send(server, "/api/v1/runs/%s/log".formatted(next), Optional.empty()).body())
          .isEqualTo("{\"text\":\"fine\\n\",\"next\":5}");
      assertThat(
              JSON.readTree(send(server, "/api/v1/runs?job=features", Optional.empty()).body())
                  .get("runs"))
          .hasSize(2);
    }
  }

  @Test
  void oneKeyIsOneRunHoweverOftenItIsSent() throws Exception {
    try (RestServer server = server(Optional.empty())) {
      String body = "{\"job\": \"features\"}";
      String one =
          JSON.readTree(
                  send(server, "/api/v1/runs", Optional.of(body), "Idempotency-Key", "dag/1")
                      .body())
              .at("/run/id")
              .asText();
      String other =
          JSON.readTree(
                  send(server, "/api/v1/runs", Optional.of(body), "Idempotency-Key", "dag/1")
                      .body())
              .at("/run/id")
              .asText();
      assertThat(other).isEqualTo(one);
      ended(server, one);
      assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(1);
      String again = "{\"repeat\": \"%s\"}".formatted(one);
      String first =
          JSON.readTree(
                  send(server, "/api/v1/runs", Optional.of(again), "Idempotency-Key", "r").body())
              .at("/run/id")
              .asText();
      assertThat(send(server, "/api/v1/runs", Optional.of(again), "Idempotency-Key", "r").body())
          .contains(first);
      // A query of the same name does not stand in for the path.
      assertThat(
              send(server, "/api/v1/runs/%s?id=%s".formatted(one, first), Optional.empty()).body())
          .contains("\"id\":\"%s\"".formatted(one));
      assertThat(
              send(
                      server,
                      "/api/v1/runs",
                      Optional.of("{\"job\": \"features\", \"date\": 20260101}"))
                  .body())
          .contains("Cannot start a run: 'date' is no text.");
    }
  }

  @Test
  void aRunThatOutlivesItsServerIsCarriedOnByTheNextAndCanBeStopped() throws Exception {
    String id;
    try (RestServer server = server(Optional.empty())) {
      HttpResponse<String> started =
          send(
              server,
              "/api/v1/runs",
              Optional.of("{\"job\": \"features\", \"set\": {\"params.command\": \"sleep 60\"}}"));
      id = JSON.readTree(started.body()).at("/run/id").asText();
      while (!Files.exists(folder.resolve("starts"))) {
        Thread.sleep(20);
      }
    }
    try (RestServer server = server(Optional.empty())) {
      assertThat(
              send(server, "/api/v1/runs/%s/cancel".formatted(id), Optional.of("{}")).statusCode())
          .isEqualTo(202);
      assertThat(ended(server, id).get("state").asText()).isEqualTo("cancelled");
      assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(1);
    }
  }

  @Test
  void whatIsWrongIsToldAsOnTheCommandLine() throws Exception {
    try (RestServer server = server(Optional.empty())) {
      HttpResponse<String> wrong =
          send(server, "/api/v1/runs", Optional.of("{\"jb\": 1, \"job\": \"features\"}"));
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body())
          .isEqualTo(
              "{\"problems\":[{\"code\":\"REST_BODY\",\"message\":\"Cannot start a run: the request"
                  + " has no key 'jb'.\",\"hint\":\"did you mean job?\"}]}");
      assertThat(send(server, "/api/v1/runs", Optional.of("{")).body())
          .contains("Cannot read the request: it is no JSON.");
      HttpResponse<String> unknown = send(server, "/api/v1/runs/features-1", Optional.empty());
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.body()).contains("Cannot find run 'features-1'");
      assertThat(send(server, "/etc/passwd", Optional.empty()).statusCode()).isEqualTo(404);
      HttpResponse<String> bad =
          send(
              server,
              "/api/v1/runs",
              Optional.of("{\"job\": \"features\", \"set\": {\"params.comand\": \"x\"}}"));
      assertThat(bad.statusCode()).isEqualTo(400);
      assertThat(bad.body()).contains("the job has no parameter 'comand'", "did you mean command?");
    }
  }

  @Test
  void onlyThisMachineMayAskUnlessATokenIsBorne() throws Exception {
    try (RestServer server = server(Optional.empty())) {
      try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
        socket
            .getOutputStream()
            .write(
                "GET /api/v1/runs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 403")
            .contains("Cannot answer: the request is for another host.");
      }
      HttpRequest form =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:%d/api/v1/runs".formatted(server.address().getPort())))
              .header("Content-Type", "text/plain")
              .POST(HttpRequest.BodyPublishers.ofString("{\"job\": \"features\"}"))
              .build();
      assertThat(http.send(form, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
    try (RestServer server = server(Optional.of("s3cret"))) {
      assertThat(send(server, "/api/v1/runs", Optional.empty()).statusCode()).isEqualTo(403);
      assertThat(
              send(server, "/api/v1/runs", Optional.empty(), "Authorization", "Bearer s3cret")
                  .statusCode())
          .isEqualTo(200);
    }
    UserException refusal =
        catchThrowableOfType(
            UserException.class,
            () -> {
              try (RestServer open =
                  new RestServer(
                      new InetSocketAddress(0),
                      new JobRuns(
                          new JobFormat(Platforms.all(folder)),
                          new RunBook(Stores.open(Location.of(folder))),
                          Clock.systemUTC(),
                          version -> new JobFiles("", new TreeMap<>())),
                      new RunBook(Stores.open(Location.of(folder))),
                      job -> JobSource.of(new JobFiles("", new TreeMap<>())),
                      Optional.empty(),
                      line -> {})) {
                assertThat(open).isNull();
              }
            });
    assertThat(refusal).hasMessageContaining("anybody could start jobs there");
  }

  /** Plain Python, as no Airflow can be installed here. */
  @Test
  void airflowsOperatorRunsJobsHere() throws Exception {
    Optional<String> python = python();
    Assumptions.assumeTrue(
        python.isPresent(), "python3 is not on this machine: the operator is not tested");
    try (RestServer server = server(Optional.empty())) {
      ProcessBuilder builder =
          new ProcessBuilder(python.orElseThrow(), "-B", "tests/test_operator.py", "-v")
              .directory(Path.of(System.getProperty("bering.root"), "airflow").toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("python.log").toFile());
      builder
          .environment()
          .put("BERING_TEST_URL", "http://127.0.0.1:" + server.address().getPort());
      Process tests = builder.start();
      assertThat(tests.waitFor(3, TimeUnit.MINUTES)).isTrue();
      String said = Files.readString(folder.resolve("python.log"));
      assertThat(tests.exitValue()).as(said).isZero();
      assertThat(said).contains("Ran 12 tests", "OK");
    }
  }

  private static Optional<String> python() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "python3"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
