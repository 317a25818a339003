package dev.bering.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Clones that are killed at the steps of their targets, some in processes of their own. */
public final class Kills {

  private Kills() {}

  /**
   * Runs the {@code main} of a test class until it ends or is killed. The first start of a class
   * lays up what Java loads for it, so that the later ones need half the time.
   *
   * @return its exit code, {@link HaltingStore#EXIT} if it was killed
   */
  public static int run(Class<?> process, Object... arguments) throws Exception {
    Path loaded = ClassPath.FOLDER.resolve(process.getName() + ".jsa");
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xlog:disable",
                (Files.exists(loaded) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=")
                    + loaded,
                "-cp",
                ClassPath.JARS,
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

  /** This process's class path with jars in place of its folders, of which Java lays up nothing. */
  private static final class ClassPath {

    static final Path FOLDER = made();
    static final String JARS =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Files.isDirectory(Path.of(entry)) ? jar(entry) : entry)
            .collect(Collectors.joining(File.pathSeparator));

    private static Path made() {
      try {
        return Files.createTempDirectory("kills");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String jar(String classes) {
      Path jar = FOLDER.resolve(classes.replaceAll("[^A-Za-z0-9]", "-") + ".jar");
      int exit =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(System.out, System.err, "--create", "--file=" + jar, "-C", classes, ".");
      assertThat(exit).isZero();
      return jar.toString();
    }
  }

  /** Stores of which the target kills the process at that step. */
  public static Function<Location, Store> at(String step, Location target) {
    return location ->
        location.equals(target)
            ? new HaltingStore(Stores.open(location), Integer.parseInt(step))
            : Stores.open(location);
  }

  /** Plans for a target. */
  @FunctionalInterface
  public interface PlanMaker {
    ClonePlan plan(Location target);
  }

  /** What is done with a target before a kill, or must be true of it after one. */
  @FunctionalInterface
  public interface AtTarget {
    void act(Location target, int step) throws Exception;
  }

  /**
   * Carries out plans for fresh targets, the first of which is out of reach after one step, the
   * second after two, until one is done.
   *
   * @param targets what the names of the targets begin with
   * @return how many were killed
   */
  public static int everywhere(String targets, PlanMaker maker, AtTarget prepare, AtTarget check)
      throws Exception {
    for (int step = 1; ; step++) {
      Location target = Location.of(targets + step);
      prepare.act(target, step);
      boolean killed = false;
      try (ClonePlan plan = maker.plan(target);
          Store store = Stores.open(target)) {
        Store dying = HaltingStore.outOfReachAfter(step, store);
        new CloneRunner(Progress.NONE, 1, at -> at.equals(target) ? dying : Stores.open(at))
            .run(plan);
      } catch (HaltingStore.OutOfReach e) {
        killed = true;
      }
      check.act(target, step);
      if (!killed) {
        return step - 1;
      }
    }
  }

  /** Carries out a plan, after which there is nothing more to do. */
  public static void finish(Supplier<ClonePlan> plans) {
    try (ClonePlan plan = plans.get()) {
      new CloneRunner(Progress.NONE).run(plan);
    }
    try (ClonePlan plan = plans.get()) {
      assertThat(plan.isEmpty()).isTrue();
    }
  }

  /** Copies a folder as it is. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
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
