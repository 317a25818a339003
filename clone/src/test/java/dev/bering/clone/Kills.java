package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs a clone in a process of its own, which is killed at a step of its target. */
public final class Kills {

  private Kills() {}

  /**
   * Runs the {@code main} of a test class until it ends or is killed.
   *
   * @return its exit code, {@link HaltingStore#EXIT} if it was killed
   */
  public static int run(Class<?> process, Object... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                process.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }

  /** Stores of which the target kills the process at that step. */
  public static Function<Location, Store> at(String step, Location target) {
    return location ->
        location.equals(target)
            ? new HaltingStore(Stores.open(location), Integer.parseInt(step))
            : Stores.open(location);
  }

  /** What tells whether a file of a target was written again. */
  public static Map<Path, Object> identities(Path target) throws IOException {
    Map<Path, Object> identities = new HashMap<>();
    if (Files.exists(target)) {
      try (Stream<Path> files = Files.walk(target)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.startsWith(target.resolve("_bering"))) {
            identities.put(file, Files.getAttribute(file, "unix:ino"));
          }
        }
      }
    }
    return identities;
  }
}
