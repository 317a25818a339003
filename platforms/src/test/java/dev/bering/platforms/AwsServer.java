package dev.bering.platforms;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A service of AWS on a free port of the loopback interface, to which AWS's own SDK talks
 * unchanged. Requests have to be signed, but nobody looks how. Everything that was asked is in its
 * journal, and it can be told to fail.
 */
abstract class AwsServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> journal = new CopyOnWriteArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  AwsServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** What was asked. */
  record Call(String operation, JsonNode body) {}

  /** What is answered. */
  record Reply(int status, JsonNode body) {
    static Reply of(JsonNode body) {
      return new Reply(200, body);
    }
  }

  /** An error as the service words it. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final int status;
    final String type;

    Refused(int status, String type, String message) {
      super(message);
      this.status = status;
      this.type = type;
    }
  }

  /** When a fault strikes. */
  enum When {
    /** Nothing has happened. */
    BEFORE,
    /** What was asked for has happened. */
    AFTER
  }

  /**
   * Something that goes wrong.
   *
   * @param status 0 where the connection just ends
   * @param offset how many calls go well first
   * @param times how many calls go wrong then
   */
  record Fault(String operation, When when, int status, String body, int offset, int times) {}

  /** Lets something go wrong. */
  final void fail(Fault fault) {
    synchronized (faults) {
      faults.add(fault);
    }
  }

  final String address() {
    return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
  }

  /** How often something was asked. */
  final long count(String operation) {
    return journal.stream().filter(call -> call.operation().equals(operation)).count();
  }

  /** The last time that something was asked. */
  final JsonNode last(String operation) {
    return journal.stream()
        .filter(call -> call.operation().equals(operation))
        .reduce((first, second) -> second)
        .orElseThrow()
        .body();
  }

  /** The operation that a request asks for. */
  abstract String operation(String method, String path, String target);

  abstract Reply answer(String operation, String path, JsonNode body) throws Refused, IOException;

  /** The body of an error. */
  abstract ObjectNode error(String type, String message);

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      JsonNode body =
          sent.length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(sent);
      String path = exchange.getRequestURI().getPath();
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String operation = operation(exchange.getRequestMethod(), path, target == null ? "" : target);
      String signed = exchange.getRequestHeaders().getFirst("Authorization");
      if (signed == null || !signed.startsWith("AWS4-HMAC-SHA256 Credential=")) {
        send(exchange, 403, error("MissingAuthenticationTokenException", "Request is not signed"));
        return;
      }
      journal.add(new Call(operation, body));
      Fault fault = fault(operation);
      if (fault != null && fault.when() == When.BEFORE) {
        strike(exchange, fault);
        return;
      }
      Reply reply;
      try {
        reply = answer(operation, path, body);
      } catch (Refused e) {
        reply = new Reply(e.status, error(e.type, String.valueOf(e.getMessage())));
      }
      if (fault == null) {
        send(exchange, reply.status(), reply.body());
      } else {
        strike(exchange, fault);
      }
    }
  }

  private @org.jspecify.annotations.Nullable Fault fault(String operation) {
    synchronized (faults) {
      for (int i = 0; i < faults.size(); i++) {
        Fault fault = faults.get(i);
        if (!fault.operation().equals(operation)) {
          continue;
        }
        int offset = fault.offset();
        int times = offset > 0 ? fault.times() : fault.times() - 1;
        faults.set(
            i,
            new Fault(
                operation,
                fault.when(),
                fault.status(),
                fault.body(),
                Math.max(0, offset - 1),
                times));
        if (times == 0) {
          faults.remove(i);
        }
        if (offset == 0) {
          return fault;
        }
      }
      return null;
    }
  }

  private static void strike(HttpExchange exchange, Fault fault) throws IOException {
    if (fault.status() > 0) {
      send(exchange, fault.status(), JSON.readTree(fault.body()));
    }
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    if (status >= 400 && body.has("__type")) {
      exchange.getResponseHeaders().set("x-amzn-ErrorType", body.path("__type").asText());
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Carries on something beside the requests. */
  final void later(Runnable work) {
    threads.execute(work);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
