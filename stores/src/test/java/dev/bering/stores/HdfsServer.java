package dev.bering.stores;

import dev.bering.model.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HDFS for tests: a name node and a data node; every folder is new and empty. */
public final class HdfsServer implements AutoCloseable {

  private final ServerProcess process;
  private final AtomicInteger folders = new AtomicInteger();

  private HdfsServer(ServerProcess process) {
    this.process = process;
  }

  /** Starts a server of one's own; takes about five seconds. */
  public static HdfsServer start() throws IOException {
    String blocks = Files.createTempDirectory("hdfs").toString();
    return new HdfsServer(
        ServerProcess.start("hdfs", "dev.bering.testserver.hdfs.HdfsService", Map.of(), blocks));
  }

  /** The one server that all tests of a process may share; it ends with the process. */
  public static HdfsServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final HdfsServer SERVER = startUnchecked();

    private static HdfsServer startUnchecked() {
      try {
        return start();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A folder that is not there yet, whose name begins with {@code name}. */
  public Location folder(String name) {
    return Location.of(
        "hdfs://127.0.0.1:%d/%s-%d".formatted(process.port(), name, folders.incrementAndGet()));
  }

  @Override
  public void close() {
    process.close();
  }
}
