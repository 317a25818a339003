package dev.bering.platforms;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a driver wrote before it ended, read for why. */
final class DriverLog {
  private static final int MAX_TAIL = 256 * 1024;
  private static final Pattern THROWN =
      Pattern.compile(
          "^(?:Exception in thread \"[^\"]*\" |Caused by: |.*User class threw exception: )?"
              + "((?:[a-z][\\w$]*\\.)+[A-Z][\\w$]*(?:Exception|Error|Failure|Throwable)[\\w$]*(?::.*)?)$");
  private static final Pattern PYTHON =
      Pattern.compile("^((?:\\w+\\.)*\\w*(?:Error|Exception)(?:: .*)?)$");
  private static final List<String> MEMORY =
      List.of(
          "java.lang.OutOfMemoryError",
          "Container killed by YARN for exceeding",
          "exceeding physical memory limits",
          "Command exited with code 137");
  private static final List<String> DEPENDENCY =
      List.of(
          "ClassNotFoundException",
          "NoClassDefFoundError",
          "NoSuchMethodError",
          "UnsupportedClassVersionError",
          "Error: Failed to load class",
          "unresolved dependency",
          "ModuleNotFoundError");

  private DriverLog() {}

  /** The end of a log. */
  static String tail(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - MAX_TAIL);
      byte[] bytes = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /**
   * The failure that a log tells of.
   *
   * @param otherwise what is said if the log says nothing
   * @param look where the log is
   */
  static Failure failure(String log, String otherwise, String look) {
    Optional<String> root = root(log);
    FailureClass kind = kind(log, root);
    return new Failure(kind, root.orElse(otherwise), Optional.empty(), root, Optional.of(look));
  }

  private static FailureClass kind(String log, Optional<String> root) {
    if (MEMORY.stream().anyMatch(log::contains)) {
      return FailureClass.MEMORY;
    }
    String thrown = root.orElse("");
    if (DEPENDENCY.stream().anyMatch(thrown::contains)
        || (root.isEmpty() && DEPENDENCY.stream().anyMatch(log::contains))) {
      return FailureClass.DEPENDENCY;
    }
    if (root.isEmpty() && log.contains("Error: ") && log.contains("spark-submit")) {
      return FailureClass.CONFIG;
    }
    return FailureClass.USER_CODE;
  }

  /**
   * The root of the last exception in a log: the last of what caused it, as in {@code
   * java.lang.ArithmeticException: / by zero}.
   */
  static Optional<String> root(String log) {
    List<String> causes = new ArrayList<>();
    boolean inTrace = false;
    for (String line : log.split("\n", -1)) {
      String text = line.strip();
      Matcher thrown = THROWN.matcher(text);
      if (thrown.matches()) {
        if (!text.startsWith("Caused by: ")) {
          causes.clear();
        }
        causes.add(thrown.group(1));
        inTrace = true;
      } else if (inTrace && !text.startsWith("at ") && !text.startsWith("...") && !text.isEmpty()) {
        inTrace = false;
      }
    }
    if (!causes.isEmpty()) {
      return Optional.of(causes.get(causes.size() - 1));
    }
    return python(log);
  }

  private static Optional<String> python(String log) {
    Optional<String> last = Optional.empty();
    if (log.contains("Traceback (most recent call last)")) {
      for (String line : log.split("\n", -1)) {
        Matcher thrown = PYTHON.matcher(line);
        if (thrown.matches()) {
          last = Optional.of(thrown.group(1));
        }
      }
    }
    return last;
  }
}
