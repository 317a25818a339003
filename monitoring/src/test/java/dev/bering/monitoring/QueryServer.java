package dev.bering.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A service of AWS that speaks the query protocol (forms in, XML out) on a free port of the
 * loopback interface, to which AWS's own SDK talks unchanged. Requests have to be signed, but
 * nobody looks how. It can be told to fail.
 */
public abstract class QueryServer implements AutoCloseable {

  static {
    // An answer is written in two pieces, the second of which would wait 40 ms for the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final List<String> journal = new CopyOnWriteArrayList<>();
  private final Map<String, Deque<Refused>> faults = new HashMap<>();

  QueryServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  /** An error as the service words it; without a status the connection ends. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final int status;
    final String code;

    Refused(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  /** The next calls of an action end so, in this order; a null goes well. */
  final synchronized void fail(String action, List<Refused> with) {
    faults.computeIfAbsent(action, none -> new ArrayDeque<>()).addAll(with);
  }

  /** Where it listens. */
  public final URI address() {
    return URI.create("http://127.0.0.1:%d".formatted(server.getAddress().getPort()));
  }

  /** The actions that were asked for so far, those that failed among them. */
  public final List<String> journal() {
    return List.copyOf(journal);
  }

  /** The actions that changed something since the journal was last emptied. */
  public final List<String> writes() {
    return journal.stream()
        .filter(action -> action.startsWith("Put") || action.startsWith("Delete"))
        .toList();
  }

  /** Forgets what was asked for. */
  public final void forget() {
    journal.clear();
  }

  /** The result of an action, as XML without a root. */
  abstract String answer(String action, Map<String, String> form) throws Refused;

  abstract String errorBody(String code, String message);

  abstract String replyBody(String action, String result);

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> form =
          form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      String action = form.getOrDefault("Action", "");
      journal.add(action);
      String signed = exchange.getRequestHeaders().getFirst("Authorization");
      if (signed == null || !signed.startsWith("AWS4-HMAC-SHA256 Credential=")) {
        send(exchange, 403, errorBody("MissingAuthenticationToken", "Request is not signed"));
        return;
      }
      Refused fault = faults.getOrDefault(action, new ArrayDeque<>()).poll();
      if (fault != null && fault.status == 0) {
        return;
      }
      try {
        if (fault != null && fault.status != 200) {
          throw fault;
        }
        send(exchange, 200, replyBody(action, answer(action, form)));
      } catch (Refused e) {
        send(exchange, e.status, errorBody(e.code, String.valueOf(e.getMessage())));
      }
    }
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static String element(String name, @Nullable String text) {
    return text == null
        ? ""
        : "<%1$s>%2$s</%1$s>"
            .formatted(name, text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
  }

  /** The values below a list of a form, {@code names.member.1} and so on. */
  static List<String> list(Map<String, String> form, String prefix) {
    List<String> all = new ArrayList<>();
    for (int i = 1; form.containsKey(prefix + i); i++) {
      all.add(form.getOrDefault(prefix + i, ""));
    }
    return all;
  }

  @Override
  public final void close() {
    server.stop(0);
  }
}
