package dev.bering.platforms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A workspace of Databricks on this machine: the Jobs API 2.2 (and 2.1), clusters, their policies
 * and permissions as the official SDK speaks them, over HTTP. What it runs it really runs, with
 * {@code spark-submit} of Spark 4.1; of notebooks it checks and keeps the task, and a test says how
 * they end. It remembers every request, and fails as it is told to.
 */
public final class DatabricksServer implements AutoCloseable {
  static {
    // Without it, each small answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What every request has to carry. */
  public static final String LOGIN = "dapi0123456789abcdef";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer http;
  private final ExecutorService threads;
  private final DatabricksWorkspace workspace;
  private final List<Call> journal = new ArrayList<>();
  private final List<PendingFault> faults = new ArrayList<>();

  /**
   * A request as it came.
   *
   * @param line as in {@code GET /api/2.2/jobs/runs/get?run_id=1}
   * @param nanos when it came, by {@link System#nanoTime}
   */
  public record Call(String line, JsonNode body, long nanos) {}

  /** Whether a request takes effect before its fault. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  /**
   * What goes wrong with requests.
   *
   * @param pattern of lines such as {@code POST /api/2.2/jobs/create}, found anywhere in them
   * @param status 0 for a connection that breaks without an answer
   * @param offset so many such requests go well before
   * @param times so many go wrong
   */
  public record Fault(
      Pattern pattern, int status, String body, int offset, int times, Moment moment) {}

  private static final class PendingFault {
    final Fault fault;
    int seen;

    PendingFault(Fault fault) {
      this.fault = fault;
    }

    boolean strikes(String line) {
      if (!fault.pattern().matcher(line).find()) {
        return false;
      }
      int number = seen++;
      return number >= fault.offset() && number < fault.offset() + fault.times();
    }
  }

  /** The platform refuses a request. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;
    final String code;

    RefusedException(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }

    /** A request that makes no sense, in the words that the SDK reads. */
    static RefusedException invalid(String message) {
      return new RefusedException(400, "INVALID_PARAMETER_VALUE", message);
    }
  }

  /**
   * @param folder where its runs leave what they write
   */
  public DatabricksServer(Path folder) {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    workspace = new DatabricksWorkspace(folder, url());
    threads = Executors.newCachedThreadPool();
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** What is in it, and how its next runs end. */
  DatabricksWorkspace workspace() {
    return workspace;
  }

  /**
   * From now on runs are simulated: each succeeds after so long and nothing runs in it. For
   * measurements of clients, to which a run is what is told of it.
   */
  public void simulateRuns(Duration length) {
    workspace.simulate(length);
  }

  /** Lets requests go wrong. */
  public synchronized void fail(Fault fault) {
    faults.add(new PendingFault(fault));
  }

  /** The requests with bodies so far, whose lines a regular expression finds. */
  public synchronized List<Call> calls(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    return journal.stream().filter(call -> wanted.matcher(call.line()).find()).toList();
  }

  /** The lines of the requests of the Jobs API so far, without what they ask for. */
  public synchronized List<String> lines() {
    return journal.stream()
        .map(Call::line)
        .filter(line -> line.contains("/api/"))
        .map(line -> line.replaceFirst("\\?.*", ""))
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    Fault fault = noted(line, body);
    if (fault != null && fault.moment() == Moment.BEFORE) {
      answer(exchange, fault.status(), fault.body());
      return;
    }
    int status = 200;
    String answer;
    try {
      answer = answered(exchange, body).toString();
    } catch (RefusedException e) {
      status = e.status;
      answer = refusal(e.code, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      status = 500;
      answer = refusal("INTERNAL_ERROR", "the test server itself failed: " + e);
    }
    if (fault == null) {
      answer(exchange, status, answer);
    } else {
      answer(exchange, fault.status(), fault.body());
    }
  }

  /** The body of a refusal. */
  static String refusal(String code, String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error_code", code)
        .put("message", message)
        .toString();
  }

  private synchronized @org.jspecify.annotations.Nullable Fault noted(String line, JsonNode body) {
    journal.add(new Call(line, body, System.nanoTime()));
    Fault strikes = null;
    for (PendingFault pending : faults) {
      if (pending.strikes(line) && strikes == null) {
        strikes = pending.fault;
      }
    }
    return strikes;
  }

  private ObjectNode answered(HttpExchange exchange, JsonNode body) {
    String path = exchange.getRequestURI().getPath();
    if (!path.startsWith("/api/")) {
      throw new RefusedException(404, "ENDPOINT_NOT_FOUND", "No API found for '" + path + "'");
    }
    if (!("Bearer " + LOGIN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      throw new RefusedException(403, "PERMISSION_DENIED", "Invalid access token.");
    }
    return workspace.answer(
        exchange.getRequestMethod(),
        path.replaceFirst("/api/2\\.1/jobs", "/api/2.2/jobs"),
        query(exchange.getRequestURI().getRawQuery()),
        body.isObject() ? (ObjectNode) body : JsonNodeFactory.instance.objectNode());
  }

  private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int at = pair.indexOf('=');
        if (at > 0) {
          query.put(
              pair.substring(0, at),
              URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
      }
    }
    return query;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    if (status == 0) {
      exchange.close();
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** A text as JSON. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }

  /** Stops it, and what it runs. */
  @Override
  public void close() {
    workspace.close();
    http.stop(0);
    threads.shutdownNow();
  }
}
