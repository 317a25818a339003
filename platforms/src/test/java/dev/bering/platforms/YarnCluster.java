package dev.bering.platforms;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** A resource manager and a node of YARN on the loopback interface, a process of their own. */
public final class YarnCluster implements AutoCloseable {
  private final Process process;
  private final Path settings;

  private YarnCluster(Process process, Path settings) {
    this.process = process;
    this.settings = settings;
  }

  /** Starts it; takes about five seconds. It ends with this process in whatever way it ends. */
  public static YarnCluster start(Path folder) throws IOException {
    Path target = Path.of(System.getProperty("bering.root"), "test-servers", "yarn", "target");
    String classpath = Files.readString(target.resolve("classpath.txt")).strip();
    Path settings = Files.createDirectories(folder.resolve("settings"));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx768m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "-cp",
                    target.resolve("classes") + File.pathSeparator + classpath,
                    "dev.bering.testserver.yarn.YarnService",
                    settings.toString()))
            .directory(folder.toFile())
            .redirectError(folder.resolve("yarn.log").toFile())
            .start();
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (line == null) {
      throw new IllegalStateException(Files.readString(folder.resolve("yarn.log")));
    }
    return new YarnCluster(process, settings);
  }

  /** The folder of {@code yarn-site.xml}. */
  public Path settings() {
    return settings;
  }

  /** The applications that the cluster itself has on record. */
  public List<String> applications() throws IOException {
    Configuration read = new Configuration();
    read.addResource(new org.apache.hadoop.fs.Path(settings.resolve("yarn-site.xml").toUri()));
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(new YarnConfiguration(read));
      client.start();
      return client.getApplications().stream()
          .map(report -> "%s %s".formatted(report.getName(), report.getFinalApplicationStatus()))
          .toList();
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
