package dev.bering.stores;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy in front of a real service that does wrong what tests tell it to. One request a
 * connection; everything it does not spoil passes byte for byte, so signatures stay good.
 */
final class FaultyProxy implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)\\s*$");
  private static final byte[] NOTHING = new byte[0];

  /** What is done to a request. */
  @FunctionalInterface
  interface Fault {
    /** The answer in place of the service's, or empty to let the request pass. */
    Optional<String> before(String requestLine);

    /** The answer for the client; none of it arrives if it is empty. */
    default byte[] after(String requestLine, byte[] answer) {
      return answer;
    }
  }

  private final ServerSocket server;
  private final URI service;
  private final Fault fault;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "faulty proxy");
            thread.setDaemon(true);
            return thread;
          });

  FaultyProxy(URI service, Fault fault) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.service = service;
    this.fault = fault;
    threads.execute(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The first lines of all requests so far, such as {@code PUT /bucket/key HTTP/1.1}. */
  List<String> requests() {
    return requests;
  }

  long requests(String method) {
    return requests.stream().filter(line -> line.startsWith(method + " ")).count();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (Closeable closing = client;
        Socket upstream = new Socket(service.getHost(), service.getPort())) {
      InputStream in = client.getInputStream();
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      String line = head.lines().findFirst().orElseThrow();
      OutputStream out = client.getOutputStream();
      if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      Matcher length = LENGTH.matcher(head);
      byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : NOTHING;
      requests.add(line);
      Optional<String> instead = fault.before(line);
      if (instead.isPresent()) {
        out.write(instead.get().getBytes(StandardCharsets.ISO_8859_1));
      } else {
        out.write(fault.after(line, answer(upstream, head, body)));
      }
      out.flush();
    } catch (IOException e) {
      // One of the two went away, which is what the test wanted or will notice.
    }
  }

  private static byte[] answer(Socket upstream, String head, byte[] body) throws IOException {
    String plain = head.replaceAll("(?i)\r\nexpect: 100-continue", "");
    String closing = plain.replaceAll("(?i)\r\nconnection: [^\r]*", "");
    OutputStream out = upstream.getOutputStream();
    out.write(
        (closing.substring(0, closing.length() - 2) + "Connection: close\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
    return upstream.getInputStream().readAllBytes();
  }

  /** Up to and with the empty line; empty at the end of the stream. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
    return "";
  }

  /** An answer of the service's kind. */
  static String error(int status, String code) {
    String body = "<Error><Code>%s</Code><Message>said the proxy</Message></Error>".formatted(code);
    return "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, code, body.length(), body);
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
