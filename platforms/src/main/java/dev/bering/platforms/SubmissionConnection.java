package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Drivers on the workers of a standalone cluster, over the master's REST protocol. The protocol
 * knows no token and lists nothing, so this machine keeps a note of every submission: made before
 * it is sent, completed with the driver's id after the answer. Where an answer is lost, the note
 * stays without an id, and nothing is sent again: whether a driver runs is then for a person to
 * see, as a second one would be worse.
 */
final class SubmissionConnection implements PlatformConnection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  private final Rendering rendering;
  private final URI rest;
  private final Path notes;
  private final EventLogs logs;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * @param rest the master's REST address
   * @param notes the folder of the notes
   */
  SubmissionConnection(Rendering rendering, URI rest, Path notes) {
    this.rendering = rendering;
    this.rest = rest;
    this.notes = notes;
    this.logs = new EventLogs(rendering);
  }

  @Override
  public String submit(Token token) throws PlatformException {
    Path note = notes.resolve(token.text());
    try {
      Files.createDirectories(notes);
      Files.createFile(note);
    } catch (FileAlreadyExistsException e) {
      return find(token).orElseThrow(() -> PlatformException.inDoubt(lost(token)));
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(FailureClass.CONFIG, "%s cannot be made: %s".formatted(note, e)), e);
    }
    try {
      ObjectNode sent = rendering.payload();
      if (logs.areWanted()) {
        sent.withObject("/sparkProperties").put(EventLogReader.ATTEMPT, token.text());
      }
      JsonNode answer = send("create", Optional.of(sent.toString()));
      String id = answer.path("submissionId").asText();
      if (!answer.path("success").asBoolean() || id.isEmpty()) {
        Files.delete(note);
        throw new PlatformException(
            Failure.of(FailureClass.CONFIG, answer.path("message").asText("the master refused")));
      }
      Files.writeString(note, id);
      return id;
    } catch (ConnectException | HttpConnectTimeoutException e) {
      delete(note);
      throw away(e);
    } catch (IOException e) {
      throw PlatformException.inDoubt(lost(token));
    }
  }

  private Failure lost(Token token) {
    return new Failure(
        FailureClass.CONFIG,
        "the master's answer to submission %s was lost, and it may run or not"
            .formatted(token.text()),
        Optional.empty(),
        Optional.empty(),
        Optional.of("the drivers on the master's page"));
  }

  private static void delete(Path note) throws PlatformException {
    try {
      Files.delete(note);
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(FailureClass.CONFIG, "%s cannot be deleted: %s".formatted(note, e)), e);
    }
  }

  private PlatformException away(IOException e) {
    return new PlatformException(
        Failure.of(FailureClass.PLATFORM, "%s does not answer: %s".formatted(rest, e)), e);
  }

  private JsonNode send(String path, Optional<String> body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(rest.resolve("/v1/submissions/" + path)).timeout(ANSWERS_WITHIN);
    if (!path.startsWith("status/")) {
      request
          .header("Content-Type", "application/json;charset=UTF-8")
          .POST(
              body.map(HttpRequest.BodyPublishers::ofString)
                  .orElse(HttpRequest.BodyPublishers.noBody()));
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode said = JSON.readTree(answer.body());
      if (!said.path("action").asText("").endsWith("Response")) {
        throw new IOException(
            "status %d without an answer of the protocol".formatted(answer.statusCode()));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public Optional<String> find(Token token) throws PlatformException {
    try {
      Path note = notes.resolve(token.text());
      if (!Files.exists(note)) {
        return Optional.empty();
      }
      String id = Files.readString(note).strip();
      if (id.isEmpty()) {
        throw PlatformException.inDoubt(lost(token));
      }
      return Optional.of(id);
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(FailureClass.PLATFORM, "%s cannot be read: %s".formatted(notes, e)), e);
    }
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    try {
      JsonNode answer = send("status/" + id, Optional.empty());
      if (!answer.path("success").asBoolean()) {
        throw new PlatformException(unknown(id, answer));
      }
      String state = answer.path("driverState").asText();
      return switch (state) {
        case "SUBMITTED", "RELAUNCHING" ->
            status(RunStatus.Phase.WAITING, Optional.empty(), answer);
        case "RUNNING" -> status(RunStatus.Phase.RUNNING, Optional.empty(), answer);
        case "FINISHED" -> status(RunStatus.Phase.ENDED, Optional.empty(), answer);
        case "KILLED" ->
            status(
                RunStatus.Phase.ENDED,
                Optional.of(
                    failure(FailureClass.CANCELLED, "the driver was killed", state, answer)),
                answer);
        case "FAILED" ->
            status(
                RunStatus.Phase.ENDED,
                Optional.of(failure(FailureClass.USER_CODE, "the driver failed", state, answer)),
                answer);
        // A master that has just taken over does not know yet.
        case "UNKNOWN" -> throw new PlatformException(unknown(id, answer));
        default ->
            status(
                RunStatus.Phase.ENDED,
                Optional.of(
                    failure(FailureClass.PLATFORM, "the driver ended as " + state, state, answer)),
                answer);
      };
    } catch (IOException e) {
      throw away(e);
    }
  }

  private static Failure unknown(String id, JsonNode answer) {
    return failure(
        FailureClass.PLATFORM,
        "the master does not know now how %s is".formatted(id),
        "UNKNOWN",
        answer);
  }

  private static Failure failure(FailureClass kind, String words, String state, JsonNode answer) {
    String said = answer.path("message").asText("");
    return new Failure(
        kind,
        said.isBlank() ? words : "%s: %s".formatted(words, said),
        Optional.of(state),
        Optional.empty(),
        Optional.of(
            "the log of the driver on worker " + answer.path("workerHostPort").asText("?")));
  }

  private static RunStatus status(
      RunStatus.Phase phase, Optional<Failure> failure, JsonNode answer) {
    String worker = answer.path("workerHostPort").asText("");
    return new RunStatus(
        phase,
        Optional.empty(),
        Optional.empty(),
        failure,
        Map.of(),
        worker.isEmpty() ? Map.of() : Map.of("worker", worker));
  }

  @Override
  public void cancel(String id) throws PlatformException {
    try {
      send("kill/" + id, Optional.empty());
    } catch (IOException e) {
      throw away(e);
    }
  }

  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    throw new IOException("the driver's log is on its worker");
  }

  @Override
  public ResourceUse resources(Token token, String id) throws IOException {
    Path note = notes.resolve(token.text());
    Instant since =
        Files.exists(note) ? Files.getLastModifiedTime(note).toInstant() : Instant.EPOCH;
    return logs.of(token, Optional.empty(), since);
  }

  @Override
  public Optional<String> machine() {
    return Optional.of(Machine.name());
  }

  @Override
  public Duration pace() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
