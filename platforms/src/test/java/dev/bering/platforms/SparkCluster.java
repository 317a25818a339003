package dev.bering.platforms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A master and a worker of Spark 4.1 on the loopback interface, processes of their own. */
final class SparkCluster implements AutoCloseable {
  private static final List<String> OPENS =
      List.of("lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "util", "util.concurrent");

  private final Process master;
  private final Process worker;
  private final String url;
  private final int restPort;

  private SparkCluster(Process master, Process worker, String url, int restPort) {
    this.master = master;
    this.worker = worker;
    this.url = url;
    this.restPort = restPort;
  }

  static SparkCluster start(Path folder) throws IOException {
    int restPort = freePort();
    Process master =
        process(
            List.of(
                "-Dspark.master.rest.enabled=true",
                "-Dspark.master.rest.host=127.0.0.1",
                "-Dspark.master.rest.port=" + restPort),
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    String url = awaited(master, "Starting Spark master at ").replaceAll(".* at ", "");
    Process worker =
        process(
            List.of(),
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--cores",
                "4",
                "--memory",
                "4g",
                "--work-dir",
                Files.createDirectories(folder.resolve("work")).toString(),
                url));
    awaited(worker, "Successfully registered with master");
    return new SparkCluster(master, worker, url, restPort);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process process(List<String> settings, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(List.of(SparkInstallation.targetOptions().split(" ", -1)));
    OPENS.forEach(name -> command.add("--add-opens=java.base/java.%s=ALL-UNNAMED".formatted(name)));
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(settings);
    command.addAll(List.of("-cp", SparkInstallation.targetClassPath(), mainClass));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME", SparkInstallation.target().toString(),
                "SPARK_SCALA_VERSION", "2.13",
                "SPARK_LOCAL_IP", "127.0.0.1",
                "SPARK_LOCAL_HOSTNAME", "localhost"));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private static String awaited(Process process, String part) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    List<String> said = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      if (line.contains(part)) {
        Thread reader = new Thread(() -> drain(lines));
        reader.setDaemon(true);
        reader.start();
        return line;
      }
    }
    throw new IllegalStateException(String.join("\n", said));
  }

  private static void drain(BufferedReader lines) {
    try {
      lines.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The server has ended.
    }
  }

  /** As {@code --master} takes it. */
  String url() {
    return url;
  }

  /** Where submissions are sent. */
  String restUrl() {
    return "http://127.0.0.1:" + restPort;
  }

  @Override
  public void close() {
    for (Process process : List.of(worker, master)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.waitFor(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
