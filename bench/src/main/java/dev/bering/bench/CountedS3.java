package dev.bering.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 service in memory behind a wire that counts: {@code CountedS3 FOLDER_OF_TEST_SERVERS}.
 * Prints the wire's port. For every line {@code bucket NAME} it makes a bucket; for every line
 * {@code count} it prints how many bytes clients have sent and received since the last time.
 * Credentials and region come from where every AWS tool takes them.
 */
public final class CountedS3 {

  private static final AtomicLong SENT = new AtomicLong();
  private static final AtomicLong RECEIVED = new AtomicLong();

  private CountedS3() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    Process server = serve(Path.of(args[0], "s3", "target"));
    try (ServerSocket wire = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int port = Integer.parseInt(server.inputReader(StandardCharsets.UTF_8).readLine());
      daemon(() -> accept(wire, port));
      System.out.println(wire.getLocalPort());
      try (S3Client client =
          S3Client.builder()
              .endpointOverride(URI.create("http://127.0.0.1:" + port))
              .forcePathStyle(true)
              .build()) {
        obey(client);
      }
    } finally {
      server.destroyForcibly();
    }
    System.exit(0);
  }

  private static Process serve(Path server) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx4g",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-cp",
            server.resolve("classes") + File.pathSeparator + server.resolve("lib") + "/*",
            "dev.bering.testserver.s3.S3Service")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void obey(S3Client client) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      List<String> words = List.of(order.split(" "));
      if (words.get(0).equals("bucket")) {
        client.createBucket(create -> create.bucket(words.get(1)));
      }
      System.out.println(SENT.getAndSet(0) + " " + RECEIVED.getAndSet(0));
    }
  }

  private static void accept(ServerSocket wire, int port) {
    try {
      while (true) {
        Socket client = wire.accept();
        Socket service = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        service.setTcpNoDelay(true);
        daemon(() -> pass(client, service, SENT));
        daemon(() -> pass(service, client, RECEIVED));
      }
    } catch (IOException e) {
      if (!wire.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A side that hangs up ends both directions; whoever sent then sees it as its own failure. */
  private static void pass(Socket from, Socket to, AtomicLong count) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count.addAndGet(read);
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }
}
