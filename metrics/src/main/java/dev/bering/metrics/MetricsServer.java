package dev.bering.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Serves metrics at {@code /metrics} while something goes on, on the loopback interface only; a
 * scraper elsewhere needs an agent on this machine.
 */
public final class MetricsServer implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  /**
   * Starts serving.
   *
   * @param port 0 for any that is free
   * @throws UserException METRICS_PORT if it is taken
   */
  public MetricsServer(int port, Supplier<String> metrics) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw UserException.usage(
          new Problem(
              "METRICS_PORT",
              "Cannot serve metrics on port %d: %s.".formatted(port, e.getMessage()),
              "choose another --metrics-port, or 0 for any that is free"),
          e);
    }
    server.createContext("/", exchange -> answer(exchange, metrics));
    server.start();
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Supplier<String> metrics) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] text = metrics.get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", TYPE);
      exchange.sendResponseHeaders(200, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  /** Serves no more. */
  @Override
  public void close() {
    server.stop(0);
  }
}
