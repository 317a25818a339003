package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The one line of a job file that says where it runs. Every other byte of the file stays as its
 * writer left it.
 */
final class PlatformLine {
  private static final String KEY = "platform";

  private PlatformLine() {}

  /**
   * The file with its platform line saying {@code platform}.
   *
   * @throws UserException JOB_PLATFORM_LINE if its platform is written over several lines
   */
  static String changed(String place, String text, String platform) {
    MappingNode file = (MappingNode) YamlFile.ofOption(place, text).document().orElseThrow();
    for (NodeTuple entry : file.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(KEY)) {
        return replaced(place, text, entry.getValueNode(), platform);
      }
    }
    return inserted(text, file, platform);
  }

  private static String replaced(String place, String text, Node value, String platform) {
    Optional<Mark> start = value.getStartMark();
    Optional<Mark> end = value.getEndMark();
    if (start.isEmpty() || end.isEmpty() || start.get().getLine() != end.get().getLine()) {
      throw UserException.usage(
          new Problem(
              "JOB_PLATFORM_LINE",
              "Cannot move the job of %s: its platform is written over several lines."
                  .formatted(place),
              "write 'platform: [a, b]' on one line, and publish"));
    }
    List<String> lines = lines(text);
    if (start.get().getLine() >= lines.size()) {
      throw UserException.usage(
          new Problem(
              "JOB_PLATFORM_LINE",
              "Cannot move the job of %s: its lines end with carriage returns alone."
                  .formatted(place),
              "end its lines as Unix or Windows do, and publish"));
    }
    String line = lines.get(start.get().getLine());
    int from = line.offsetByCodePoints(0, start.get().getColumn());
    int to = line.offsetByCodePoints(0, end.get().getColumn());
    lines.set(start.get().getLine(), line.substring(0, from) + platform + line.substring(to));
    return String.join("", lines);
  }

  /** A job that left its platform to the defaults gets a line of its own, before its spec. */
  private static String inserted(String text, MappingNode file, String platform) {
    List<String> lines = lines(text);
    int at =
        file.getValue().stream()
            .filter(
                entry ->
                    entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals("spec"))
            .findFirst()
            .flatMap(entry -> entry.getKeyNode().getStartMark())
            .map(Mark::getLine)
            .orElse(lines.size());
    if (at > 0 && !lines.get(at - 1).endsWith("\n")) {
      lines.set(at - 1, lines.get(at - 1) + "\n");
    }
    lines.add(at, "platform: %s\n".formatted(platform));
    return String.join("", lines);
  }

  /** The lines, each with what ends it. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        lines.add(text.substring(start, i + 1));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }
}
