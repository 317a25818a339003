package dev.bering.flowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TelemetryTest {

  @TempDir Path folder;

  /** A class path as a package has it where nobody has brought the libraries of telemetry. */
  private static final class WithoutLibraries extends ClassLoader {
    private static final List<String> ABSENT = List.of("io.openlineage.", "io.micrometer.");
    private static final List<String> OWN =
        List.of("dev.bering.flowfile.", "dev.bering.telemetry.");

    WithoutLibraries() {
      super(TelemetryTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (ABSENT.stream().anyMatch(name::startsWith)) {
        throw new ClassNotFoundException(name);
      }
      if (OWN.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? own(name) : loaded;
      }
    }

    private Class<?> own(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** What {@link Telemetry#open} throws for {@code args} without the libraries. */
  private static Throwable refusal(String... args) {
    return catchThrowable(
        () -> {
          var bare = new WithoutLibraries();
          Constructor<?> made =
              bare.loadClass(TelemetryOptions.class.getName()).getDeclaredConstructor();
          made.setAccessible(true);
          Object options = CommandLine.populateCommand(made.newInstance(), args);
          Method open =
              bare.loadClass(Telemetry.class.getName())
                  .getDeclaredMethod("open", options.getClass(), Consumer.class);
          open.setAccessible(true);
          try {
            open.invoke(null, options, (Consumer<String>) told -> {});
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static void refuses(Throwable refusal, String message, String hint) {
    assertThat(refusal)
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(new Problem("TELEMETRY_MISSING", message, hint)));
  }

  @Test
  void saysWhichLibraryIsMissing() {
    String missing = "the library for it is not on the class path.";
    refuses(
        refusal("--lineage", folder.resolve("lineage.ndjson").toString()),
        "Cannot send lineage: " + missing,
        "start with --packages io.openlineage:openlineage-java:1.55.0");
    refuses(
        refusal("--lineage", "https://lineage.example.com"),
        "Cannot send lineage: " + missing,
        "start with --packages io.openlineage:openlineage-java:1.55.0");
    refuses(
        refusal("--metrics", folder.resolve("flow.prom").toString()),
        "Cannot write metrics: " + missing,
        "start with --packages io.micrometer:micrometer-registry-prometheus:1.17.1");
    assertThat(refusal()).as("nothing is asked for").isNull();
  }
}
