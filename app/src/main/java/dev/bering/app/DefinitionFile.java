package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.InsightAlarm;
import dev.bering.transfer.InsightRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Definitions of rules and alarms, each a file of JSON that is called as they are. */
final class DefinitionFile {

  private static final int LARGEST = 1 << 18;

  private DefinitionFile() {}

  /** Those that can be read; what is wrong with the others is added to {@code problems}. */
  static List<InsightRule> rules(List<Path> files, List<Problem> problems) {
    return read(files, problems, InsightRule::parse);
  }

  /** Those that can be read; what is wrong with the others is added to {@code problems}. */
  static List<InsightAlarm> alarms(List<Path> files, List<Problem> problems) {
    return read(files, problems, InsightAlarm::parse);
  }

  private static <T> List<T> read(
      List<Path> files, List<Problem> problems, BiFunction<String, String, T> parse) {
    List<T> read = new ArrayList<>();
    for (Path file : files) {
      try {
        read.add(parse.apply(name(file), text(file)));
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    return read;
  }

  /** {@code nat-bytes} of {@code rules/nat-bytes.json}. */
  private static String name(Path file) {
    String name = Optional.ofNullable(file.getFileName()).orElse(file).toString();
    return name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw unreadable(file, "it has more bytes than any definition may");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(file, Files.exists(file) ? "it is no text" : "it is not there");
    }
  }

  private static UserException unreadable(Path file, String fact) {
    return UserException.usage(
        new Problem(
            "TRANSFER_DEFINITION",
            "Cannot read %s: %s.".formatted(file, fact),
            "name a file that holds the JSON of a rule or an alarm"));
  }
}
