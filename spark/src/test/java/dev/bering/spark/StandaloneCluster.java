package dev.bering.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Spark master and a worker of three cores, processes of their own on the loopback interface.
 * They end with this process in whatever way it ends.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final List<String> OPENS =
      List.of("lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "util", "util.concurrent");

  /** For processes that live for seconds: what they compile well they hardly run. */
  static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=128m";

  private final Path folder;
  private final Map<String, String> environment;
  private final Process master;
  private final String url;
  private Process worker;

  private StandaloneCluster(
      Path folder, Map<String, String> environment, Process master, String url, Process worker) {
    this.folder = folder;
    this.environment = environment;
    this.master = master;
    this.url = url;
    this.worker = worker;
  }

  /**
   * Starts it.
   *
   * @param environment of the machine that executors run on, beside that of this process
   */
  static StandaloneCluster start(Path folder, Map<String, String> environment) throws IOException {
    Files.createDirectories(folder.resolve("home/jars")); // Spark looks for its own jars here
    Files.writeString(folder.resolve("home/RELEASE"), "");
    Process master =
        process(
            folder,
            Map.of(),
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    String url = awaitLine(master, "Starting Spark master at ").replaceAll(".* at ", "");
    return new StandaloneCluster(
        folder, environment, master, url, worker(folder, environment, url));
  }

  private static Process worker(Path folder, Map<String, String> environment, String url)
      throws IOException {
    Process worker =
        process(
            folder,
            environment,
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--cores",
                "3",
                "--memory",
                "1100m",
                "--work-dir",
                folder.resolve("work").toString(),
                url));
    awaitLine(worker, "Successfully registered with master");
    return worker;
  }

  private static Process process(
      Path folder, Map<String, String> environment, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(List.of(QUICK.split(" ", -1)));
    OPENS.forEach(name -> command.add("--add-opens=java.base/java.%s=ALL-UNNAMED".formatted(name)));
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("-Dlog4j2.configurationFile=log4j2-servers.properties");
    command.add("-Dspark.master.rest.enabled=false");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EndsWithItsInput.class.getName(), mainClass));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME", folder.resolve("home").toString(),
                "SPARK_SCALA_VERSION", "2.13",
                "SPARK_LOCAL_IP", "127.0.0.1",
                "SPARK_LOCAL_HOSTNAME", "localhost"));
    return builder.start();
  }

  /** Reads what a server says until it is up; from there on a thread of its own reads on. */
  private static String awaitLine(Process process, String part) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    List<String> said = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      if (line.contains(part)) {
        Thread reader =
            new Thread(
                () -> {
                  try {
                    lines.transferTo(java.io.Writer.nullWriter());
                  } catch (IOException e) {
                    // The server has ended.
                  }
                });
        reader.setDaemon(true);
        reader.start();
        return line;
      }
    }
    throw new IllegalStateException(String.join("\n", said));
  }

  /** As {@code --master} takes it. */
  String url() {
    return url;
  }

  /** Kills what runs tasks now; the worker starts another one. */
  void killExecutors() {
    worker.children().forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills the worker and what runs tasks; nobody starts another one. */
  void killWorker() {
    List<ProcessHandle> all = new ArrayList<>(worker.children().toList());
    all.add(worker.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** As if somebody had mended it. */
  void startWorker() throws IOException {
    worker = worker(folder, environment, url);
  }

  @Override
  public void close() throws Exception {
    killWorker();
    master.destroyForcibly();
    master.waitFor(30, TimeUnit.SECONDS);
  }
}
