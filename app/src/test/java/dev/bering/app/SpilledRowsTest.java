package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that memory did not hold are somebody's. */
class SpilledRowsTest {

  private static final String FOLDER = "bering-duckdb-";

  @TempDir Path temporary;

  @Test
  void areGoneWhenTheProcessIsAskedToEnd() throws Exception {
    Child child =
        Child.run(List.of("-Djava.io.tmpdir=" + temporary), Map.of(), TerminatesItself.class);
    assertThat(child.said()).contains("rows are spilled: true");
    assertThat(child.exitCode()).isEqualTo(143);
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith(FOLDER));
    }
  }

  /** Holds more rows than it has memory for, then gets the signal that {@code kill} sends. */
  static final class TerminatesItself {
    public static void main(String[] args) throws Exception {
      Engine engine = DuckDbEngine.open();
      engine.execute("SET memory_limit = '30MB'");
      engine.materialise(
          "big", "SELECT i, hash(i)::VARCHAR || repeat('x', 100) AS t FROM range(500000) t(i)");
      System.out.println("rows are spilled: " + spilled());
      new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      Thread.currentThread().join();
    }

    private static boolean spilled() throws IOException {
      try (Stream<Path> below = Files.walk(Path.of(System.getProperty("java.io.tmpdir")))) {
        return below.anyMatch(
            path -> Files.isRegularFile(path) && path.toString().contains(FOLDER));
      }
    }
  }
}
