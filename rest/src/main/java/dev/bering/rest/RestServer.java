package dev.bering.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.PlatformConnection.LogText;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunCarrier;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunWatcher;
import dev.bering.model.ExitCode;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Serves jobs over HTTP and JSON. A run that was asked for here is carried on by the server; one
 * that was under way when a server ended is carried on by the next.
 *
 * <ul>
 *   <li>{@code POST /api/v1/runs}: starts a run; with an {@code Idempotency-Key} header at most
 *       once
 *   <li>{@code GET /api/v1/runs?job=NAME}: the runs of a job
 *   <li>{@code GET /api/v1/runs/ID}: one run
 *   <li>{@code POST /api/v1/runs/ID/cancel}: asks for a run to be stopped
 *   <li>{@code GET /api/v1/runs/ID/log?stream=output&from=0}: a part of its log
 *   <li>{@code GET /api/v1/jobs/NAME}: a job explained
 *   <li>{@code GET /metrics}: what became of runs, in Prometheus's text format
 * </ul>
 *
 * <p>Problems are answered as on the command line: {@code {"problems": [{code, message, hint}]}}
 * with status 400 (wrong), 404 (unknown), 503 (may pass) or 500.
 */
public final class RestServer implements AutoCloseable {
  private static final int MAX_BODY = 1 << 20;
  private static final int THREADS = 8;
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final HttpString KEY = new HttpString("Idempotency-Key");
  private static final Set<String> KEYS =
      Set.of("job", "platform", "environment", "set", "date", "repeat");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JobRuns runs;
  private final RunBook book;
  private final Function<String, JobSource> sources;
  private final Optional<String> token;
  private final RunCarrier carrier;
  private final Consumer<String> said;
  private final Set<String> carried = ConcurrentHashMap.newKeySet();
  private final RunMeters meters = new RunMeters(carried);
  private final Map<String, List<Problem>> trouble = new ConcurrentHashMap<>();
  private final Undertow server;

  /**
   * Starts serving, and carries on every run that is under way.
   *
   * @param address to listen on; one of the loopback interface unless {@code token} is given
   * @param sources the published files of a job, by its name
   * @param token that requests have to bear
   * @param said hears a line of everything that goes wrong beside requests
   * @throws UserException REST_ADDRESS if others could reach it and no token is asked for
   */
  public RestServer(
      InetSocketAddress address,
      JobRuns runs,
      RunBook book,
      Function<String, JobSource> sources,
      Optional<String> token,
      Consumer<String> said) {
    if (!address.getAddress().isLoopbackAddress() && token.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "REST_ADDRESS",
              "Cannot serve on %s: anybody could start jobs there.".formatted(address),
              "set BERING_API_TOKEN, or serve on 127.0.0.1"));
    }
    this.runs = runs;
    this.book = book;
    this.sources = sources;
    this.token = token;
    this.said = said;
    this.carrier = new RunCarrier(runs, THREADS);
    this.server =
        Undertow.builder()
            .addHttpListener(address.getPort(), address.getAddress().getHostAddress())
            .setHandler(new BlockingHandler(this::handle))
            .build();
    startServing(address);
    // Records that cannot be read do not keep others from being carried on.
    RunBook.OpenRuns open = book.open();
    tell(open.problems());
    open.runs().forEach(this::carry);
  }

  private void tell(List<Problem> problems) {
    problems.forEach(
        problem -> said.accept("%s (%s)".formatted(problem.message(), problem.hint())));
  }

  private void startServing(InetSocketAddress address) {
    try {
      server.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException) {
        throw UserException.usage(
            new Problem(
                "REST_ADDRESS",
                "Cannot serve on %s: %s.".formatted(address, e.getCause().getMessage()),
                "choose another --port, or end what serves there"),
            e);
      }
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
  }

  private void carry(RunRecord run) {
    if (!run.isClosed() && carried.add(run.id())) {
      carrier.carry(run, RunWatcher.NONE, this::ended);
    }
  }

  /** A run that could not be followed now is followed again after a while, and never forgotten. */
  private void ended(RunRecord run, List<Problem> problems) {
    if (run.isClosed()) {
      meters.ended(run);
      carried.remove(run.id());
      trouble.remove(run.id());
    } else {
      tell(problems);
      trouble.put(run.id(), problems);
      carrier.carryLater(run, RunWatcher.NONE, AGAIN, this::ended);
    }
  }

  private HttpHandler routes() {
    return new RoutingHandler()
        .post("/api/v1/runs", this::start)
        .get("/api/v1/runs", this::list)
        .get(
            "/api/v1/runs/{id}", exchange -> answer(exchange, 200, book.read(part(exchange, "id"))))
        .post("/api/v1/runs/{id}/cancel", this::cancel)
        .get("/api/v1/runs/{id}/log", this::log)
        .get("/api/v1/jobs/{name}", this::explain)
        .get("/metrics", this::metrics)
        .setFallbackHandler(
            exchange ->
                tell(
                    exchange,
                    StatusCodes.NOT_FOUND,
                    new Problem(
                        "REST_PATH",
                        "Cannot answer: there is nothing at this path.",
                        "see /api/v1/runs and /api/v1/jobs/NAME")));
  }

  private void handle(HttpServerExchange exchange) throws Exception {
    Optional<Problem> refusal = refusal(exchange);
    if (refusal.isPresent()) {
      tell(exchange, StatusCodes.FORBIDDEN, refusal.get());
      return;
    }
    try {
      routes().handleRequest(exchange);
    } catch (UserException e) {
      answer(exchange, status(e), Map.of("problems", e.problems()));
    } catch (JsonProcessingException e) {
      tell(
          exchange,
          StatusCodes.BAD_REQUEST,
          new Problem(
              "REST_BODY", "Cannot read the request: it is no JSON.", "send a JSON object"));
    }
  }

  /** A page of somebody else in a browser on this machine is not to start jobs. */
  private Optional<Problem> refusal(HttpServerExchange exchange) {
    String host = exchange.getHostName();
    boolean isLocal =
        host.equals("localhost")
            || host.equals("127.0.0.1")
            || host.equals("::1")
            || host.equals("[::1]");
    if (token.isEmpty() && !isLocal) {
      return Optional.of(
          new Problem(
              "REST_HOST",
              "Cannot answer: the request is for another host.",
              "ask for localhost or 127.0.0.1"));
    }
    if (token.isPresent() && !bears(exchange, token.get())) {
      return Optional.of(
          new Problem(
              "REST_TOKEN",
              "Cannot answer: the request bears no valid token.",
              "send 'Authorization: Bearer ...' with the server's BERING_API_TOKEN"));
    }
    String type = header(exchange, Headers.CONTENT_TYPE).orElse("");
    boolean isPost = exchange.getRequestMethod().toString().equals("POST");
    return isPost && !type.startsWith("application/json")
        ? Optional.of(
            new Problem(
                "REST_BODY",
                "Cannot answer: the request is no JSON.",
                "send 'Content-Type: application/json'"))
        : Optional.empty();
  }

  private static boolean bears(HttpServerExchange exchange, String token) {
    String given = header(exchange, Headers.AUTHORIZATION).orElse("");
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8),
        ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> header(HttpServerExchange exchange, HttpString name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private void start(HttpServerExchange exchange) throws IOException {
    JsonNode body = body(exchange);
    requireKnown(body);
    if (body.has("repeat")) {
      requireAlone(body);
      RunRecord run =
          runs.repeat(
              text(body, "repeat").orElse(""), sets(body.path("set")), header(exchange, KEY));
      carry(run);
      answer(exchange, StatusCodes.CREATED, run);
      return;
    }
    String job = text(body, "job").orElse("");
    if (job.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "REST_BODY", "Cannot start a run: no job is named.", "send {\"job\": \"NAME\"}"));
    }
    RunRecord run =
        runs.create(
            new JobRuns.Request(
                sources.apply(job),
                job,
                new JobChoice(
                    text(body, "platform"), text(body, "environment"), sets(body.path("set"))),
                text(body, "date").map(RestServer::day),
                header(exchange, KEY)));
    carry(run);
    answer(exchange, StatusCodes.CREATED, run);
  }

  private static void requireKnown(JsonNode body) {
    List<Problem> problems = new ArrayList<>();
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!KEYS.contains(name)) {
                problems.add(
                    new Problem(
                        "REST_BODY",
                        "Cannot start a run: the request has no key '%s'.".formatted(name),
                        NearestName.hint(name, KEYS)));
              }
            });
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** What a repeated run is of, it has from the run. */
  private static void requireAlone(JsonNode body) {
    for (String key : List.of("job", "platform", "environment", "date")) {
      if (body.has(key)) {
        throw UserException.usage(
            new Problem(
                "REST_BODY",
                "Cannot repeat a run: its '%s' is that of the run.".formatted(key),
                "leave it out, or start a run of its own"));
      }
    }
  }

  private static JsonNode body(HttpServerExchange exchange) throws IOException {
    byte[] bytes = exchange.getInputStream().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw UserException.usage(
          new Problem(
              "REST_BODY", "Cannot read the request: it is larger than 1 MiB.", "send less"));
    }
    JsonNode body = JSON.readTree(bytes);
    if (!body.isObject()) {
      throw UserException.usage(
          new Problem(
              "REST_BODY", "Cannot read the request: it is no object.", "send a JSON object"));
    }
    return body;
  }

  private static Optional<String> text(JsonNode body, String key) {
    JsonNode value = body.get(key);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw UserException.usage(
          new Problem(
              "REST_BODY",
              "Cannot start a run: '%s' is no text.".formatted(key),
              "write it in quotes"));
    }
    return Optional.of(value.asText());
  }

  private static List<String> sets(JsonNode set) {
    List<String> sets = new ArrayList<>();
    if (!set.isMissingNode() && !set.isObject()) {
      throw UserException.usage(
          new Problem(
              "REST_BODY",
              "Cannot start a run: 'set' is no object.",
              "send {\"set\": {\"params.ds\": \"2026-01-31\"}}"));
    }
    for (Map.Entry<String, JsonNode> one : set.properties()) {
      // JSON is YAML.
      sets.add("%s=%s".formatted(one.getKey(), one.getValue()));
    }
    return sets;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw UserException.usage(
          new Problem(
              "REST_BODY", "Cannot start a run: 'date' is no date.", "write it as in 2026-12-31"),
          e);
    }
  }

  private void list(HttpServerExchange exchange) throws IOException {
    Optional<String> job = query(exchange, "job");
    List<RunRecord> all = new ArrayList<>();
    for (String name : job.map(List::of).orElseGet(book::jobs)) {
      all.addAll(book.of(name));
    }
    answer(exchange, 200, Map.of("runs", all));
  }

  private void cancel(HttpServerExchange exchange) throws IOException {
    RunRecord run = book.read(part(exchange, "id"));
    if (!run.isClosed()) {
      book.askToCancel(run.id());
      carry(run);
    }
    answer(exchange, StatusCodes.ACCEPTED, run);
  }

  private void log(HttpServerExchange exchange) throws IOException {
    LogStream stream =
        query(exchange, "stream").orElse("output").equals("errors")
            ? LogStream.ERRORS
            : LogStream.OUTPUT;
    String from = query(exchange, "from").filter(text -> text.matches("\\d{1,18}")).orElse("0");
    LogText text = runs.log(part(exchange, "id"), stream, Long.parseLong(from));
    answer(exchange, 200, text);
  }

  private void explain(HttpServerExchange exchange) throws IOException {
    String job = part(exchange, "name");
    answer(
        exchange,
        200,
        runs.explain(
            new JobRuns.Request(
                sources.apply(job),
                job,
                new JobChoice(
                    query(exchange, "platform"), query(exchange, "environment"), List.of()),
                Optional.empty())));
  }

  private void metrics(HttpServerExchange exchange) throws IOException {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, METRICS_TYPE);
    exchange.getOutputStream().write(meters.text().getBytes(StandardCharsets.UTF_8));
    exchange.endExchange();
  }

  private static String part(HttpServerExchange exchange, String name) {
    // Not the query's: a parameter of the same name must not stand in for the path's.
    return Objects.requireNonNull(
        exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY).getParameters().get(name));
  }

  private static Optional<String> query(HttpServerExchange exchange, String name) {
    return Optional.ofNullable(exchange.getQueryParameters().get(name)).map(Deque::getFirst);
  }

  private static int status(UserException e) {
    boolean isUnknown =
        e.problems().stream()
            .anyMatch(
                problem ->
                    problem.code().equals("RUN_UNKNOWN") || problem.code().equals("JOB_UNKNOWN"));
    if (isUnknown) {
      return StatusCodes.NOT_FOUND;
    }
    return e.exitCode() == ExitCode.TEMPORARY
        ? StatusCodes.SERVICE_UNAVAILABLE
        : StatusCodes.BAD_REQUEST;
  }

  private void tell(HttpServerExchange exchange, int status, Problem problem) throws IOException {
    answer(exchange, status, Map.of("problems", List.of(problem)));
  }

  private void answer(HttpServerExchange exchange, int status, Object body) throws IOException {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseHeaders().put(new HttpString("X-Content-Type-Options"), "nosniff");
    Object shown = body instanceof RunRecord run ? shown(run) : body;
    exchange.getOutputStream().write(JSON.writeValueAsBytes(shown));
    exchange.endExchange();
  }

  /** A run as clients see it: its record, and what can be read off it. */
  private Map<String, Object> shown(RunRecord run) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("state", run.state());
    all.put("closed", run.isClosed());
    if (run.isClosed()) {
      all.put("exitCode", run.failure().map(why -> why.kind().exitCode().number()).orElse(0));
    }
    all.put("cancelAsked", run.cancelAsked() || (!run.isClosed() && book.isCancelAsked(run.id())));
    all.put("problems", trouble.getOrDefault(run.id(), List.of()));
    all.put("run", run);
    return all;
  }

  /** Serves no more; the runs go on where they were started. */
  @Override
  public void close() {
    server.stop();
    carrier.close();
  }
}
