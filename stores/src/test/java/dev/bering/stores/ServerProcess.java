package dev.bering.stores;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server of one of the {@code test-servers} modules in a process of its own, with a class path of
 * its own. It says on which port it serves, and ends with its input: when it is closed, or when the
 * tests' process dies in whatever way.
 */
public final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server and waits until it serves.
   *
   * @param module which of the {@code test-servers}
   */
  public static ServerProcess start(
      String module, String mainClass, Map<String, String> environment, String... arguments)
      throws IOException {
    Path target = Path.of(System.getProperty("bering.root"), "test-servers", module, "target");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*",
                mainClass));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile("server-" + module, ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    @Nullable String line;
    try {
      line = lines(process).readLine();
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
    if (line == null) {
      throw new IllegalStateException(
          "%s did not start:\n%s".formatted(mainClass, Files.readString(log)));
    }
    return new ServerProcess(process, Integer.parseInt(line));
  }

  private static BufferedReader lines(Process process) {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** Where it listens, on the loopback interface. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
