package dev.bering.metrics;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of Prometheus's text format, which a node exporter picks up: the way of batch jobs, which
 * nobody can scrape because they have ended. The file is replaced as a whole.
 */
public final class MetricsFile {
  private static final Pattern SUCCESS = Pattern.compile("(bering_[a-z]+_success_seconds)[{ ].*");

  private final Path file;

  /**
   * @throws UserException METRICS_FILE if there is no folder for it
   */
  public MetricsFile(Path file) {
    this.file = file.toAbsolutePath();
    if (Files.isDirectory(this.file) || !Files.isDirectory(folder())) {
      throw UserException.usage(
          new Problem(
              "METRICS_FILE",
              "Cannot write metrics to %s: %s."
                  .formatted(
                      file, Files.isDirectory(file) ? "it is a folder" : "its folder is not there"),
              "name a file in a folder that is there"));
    }
  }

  private Path folder() {
    return Optional.ofNullable(file.getParent()).orElse(file);
  }

  /**
   * Writes metrics in place of those that are there. When something last ended well is kept from
   * them, as a run that fails does not make that forgotten.
   *
   * @throws UserException METRICS_FILE if it cannot be written; an earlier file is as it was
   */
  public void write(String metrics) {
    try {
      WholeFile.replace(file, withEarlierSuccess(metrics));
    } catch (IOException e) {
      throw UserException.temporary(
          new Problem(
              "METRICS_FILE",
              "Cannot write metrics to %s: %s.".formatted(file, e.getMessage()),
              "look at the folder's rights and space"),
          e);
    }
  }

  private String withEarlierSuccess(String text) throws IOException {
    if (!Files.isRegularFile(file)) {
      return text;
    }
    Map<String, String> known = new TreeMap<>();
    Files.readAllLines(file).forEach(put(known));
    text.lines().forEach(put(known));
    if (known.isEmpty()) {
      return text;
    }
    StringBuilder all =
        new StringBuilder(
            text.lines()
                .filter(line -> !line.contains("_success_seconds"))
                .collect(Collectors.joining("\n")));
    String before = "";
    for (String line : known.values()) {
      String name = name(line).orElseThrow();
      if (!name.equals(before)) {
        all.append("\n# TYPE %s gauge".formatted(name));
        before = name;
      }
      all.append('\n').append(line);
    }
    return all.append('\n').toString();
  }

  /** By what stands before the value. */
  private static Consumer<String> put(Map<String, String> lines) {
    return line -> {
      if (name(line).isPresent()) {
        lines.put(line.substring(0, line.lastIndexOf(' ')), line);
      }
    };
  }

  private static Optional<String> name(String line) {
    Matcher success = SUCCESS.matcher(line);
    return success.matches() ? Optional.of(success.group(1)) : Optional.empty();
  }
}
