package dev.bering.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Clones that are killed at the steps of their targets, some of them with their processes. */
public final class Kills {

  private Kills() {}

  /** Of so many steps one is the end of a process. */
  private static final int PROCESS = 5;

  /** Clones with the stores that it is given. */
  @FunctionalInterface
  public interface Clone {
    void run(Function<Location, Store> stores);
  }

  /**
   * Lets a clone die at a step of its target, unless it ends before. At one step of five that is a
   * process which is killed, the {@code main} of a test class with these arguments and the step;
   * before and after it this process cannot reach the target any more, which leaves the same there.
   *
   * @return whether it died
   */
  public static boolean at(
      int step, Location target, Clone clone, Class<?> process, Object... arguments)
      throws Exception {
    if (step % PROCESS == 1) {
      int exit = run(process, Stream.concat(Stream.of(arguments), Stream.of(step)).toArray());
      assertThat(exit).isIn(0, HaltingStore.EXIT);
      return exit != 0;
    }
    try (Store store = Stores.open(target)) {
      Store dying = HaltingStore.outOfReachAfter(step, store);
      clone.run(location -> location.equals(target) ? dying : Stores.open(location));
      return false;
    } catch (RuntimeException | HaltingStore.OutOfReach e) {
      // The causes tell if another thread was writing.
      assertThat(
              Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                  .anyMatch(HaltingStore.OutOfReach.class::isInstance))
          .as("%s", e)
          .isTrue();
      return true;
    }
  }

  private static int run(Class<?> process, Object... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
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
