package dev.bering.platforms;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** A {@code spark-submit} of this machine in a process group of its own, run for a test server. */
final class StepProcess {
  private final Path folder;
  private final Process process;

  private StepProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts it; where it would run elsewhere, it runs here.
   *
   * @param variables what settings begin with that become variables of the driver
   */
  static StepProcess start(Path home, List<String> arguments, String variables) throws IOException {
    Path folder = Files.createTempDirectory("step");
    List<String> command =
        new ArrayList<>(
            List.of("setsid", home.resolve("bin/spark-submit").toString(), "--master", "local[2]"));
    ProcessBuilder builder = new ProcessBuilder(command);
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--deploy-mode")) {
        i++;
        continue;
      }
      if (argument.startsWith(variables)) {
        String[] variable = argument.substring(variables.length()).split("=", 2);
        builder.environment().put(variable[0], variable[1]);
      }
      command.add(argument);
    }
    builder.environment().put("SPARK_HOME", home.toString());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(folder.resolve("stdout").toFile());
    builder.redirectError(folder.resolve("stderr").toFile());
    return new StepProcess(folder, builder.start());
  }

  /** Its exit code, once it has ended. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  /** What it has written so far, both streams one after the other. */
  String written() throws IOException {
    return Files.readString(folder.resolve("stderr")) + Files.readString(folder.resolve("stdout"));
  }

  /** Ends the whole group. */
  void stop() {
    try {
      new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
          .inheritIO()
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves what it wrote where the service would. */
  void ship(Path where) throws IOException {
    for (String name : List.of("stdout", "stderr")) {
      pack(where.resolve(name + ".gz"), Files.readString(folder.resolve(name)));
    }
  }

  /** Writes a log as the service does. */
  static void pack(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The Spark of a release, of those that are here. */
  static Path home(String label) {
    return EmrReleases.spark(label).map(version -> version.startsWith("4")).orElse(false)
        ? SparkInstallation.target()
        : SparkInstallation.legacy();
  }

  /** Settings as arguments of spark-submit. */
  static List<String> settings(Map<String, String> settings) {
    List<String> arguments = new ArrayList<>();
    settings.forEach(
        (name, value) -> {
          arguments.add("--conf");
          arguments.add(name + "=" + value);
        });
    return arguments;
  }
}
