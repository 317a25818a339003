package dev.bering.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Lines of the KDD format. */
final class Lines {

  private Lines() {}

  /** A right line with some of its columns replaced, given as {@code name=value}. */
  static String with(String... replacements) {
    Map<ConnectionColumn, String> values = new EnumMap<>(ConnectionColumn.class);
    for (ConnectionColumn column : ConnectionColumn.values()) {
      values.put(
          column,
          switch (column) {
            case PROTOCOL_TYPE -> "tcp";
            case SERVICE -> "http";
            case FLAG -> "SF";
            case LABEL -> "normal.";
            default -> column.kind() == ConnectionColumn.Kind.WHOLE ? "1" : "0.25";
          });
    }
    for (String replacement : replacements) {
      int equals = replacement.indexOf('=');
      values.put(
          ConnectionColumn.valueOf(replacement.substring(0, equals)),
          replacement.substring(equals + 1));
    }
    return String.join(",", values.values());
  }

  static Path write(Path file, List<String> lines) throws IOException {
    return Files.writeString(file, text(lines));
  }

  static Path zip(Path file, List<String> lines) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text(lines).getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  static List<String> of(ConnectionSource source) {
    List<String> lines = new ArrayList<>();
    source.forEachLine(lines::add);
    return lines;
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
