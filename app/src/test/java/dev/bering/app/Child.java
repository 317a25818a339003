package dev.bering.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Java process of its own, for what this one cannot be: elsewhere in its surroundings, or short
 * of something.
 *
 * @param said both its streams, as they came
 */
record Child(int exitCode, String said) {

  /**
   * Runs a class to its end.
   *
   * @param surroundings environment variables that it has otherwise
   */
  static Child run(
      List<String> flags, Map<String, String> surroundings, Class<?> main, Object... args)
      throws IOException, InterruptedException {
    return runOn(System.getProperty("java.class.path"), flags, surroundings, main, args);
  }

  /** As {@link #run}, with other libraries than this process has. */
  static Child runOn(
      String classPath,
      List<String> flags,
      Map<String, String> surroundings,
      Class<?> main,
      Object... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(surroundings);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Child(process.waitFor(), said);
  }
}
