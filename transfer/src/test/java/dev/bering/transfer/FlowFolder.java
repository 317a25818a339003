package dev.bering.transfer;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** A folder of flow logs, and what is in them. */
record FlowFolder(Path folder) {

  static final String HEADER = FlowFormat.DEFAULT.toString();

  /**
   * Records of some hours in the default format: few machines, every status, odd lines left out.
   */
  static List<String> lines(int count, long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = 1_774_400_000L + random.nextInt(7_200);
      String place = "2 123456789010 eni-%d ".formatted(random.nextInt(4));
      String time = " %d %d ".formatted(start, start + random.nextInt(60));
      lines.add(
          switch (random.nextInt(12)) {
            case 0 -> place + "- - - - - - -" + time + "- NODATA";
            case 1 -> place + "- - - - - - -" + time + "- SKIPDATA";
            case 2 -> place + "10.0.0.1 10.0.0.2 1 2 6 - -" + time + "REJECT OK";
            default ->
                place
                    + "10.0.0.%d 2001:db8::%d %d %d 6 %d %d"
                        .formatted(
                            random.nextInt(9),
                            random.nextInt(9),
                            random.nextInt(65_536),
                            List.of(22, 443, 5432).get(random.nextInt(3)),
                            random.nextInt(100),
                            random.nextInt(1_000_000))
                    + time
                    + (random.nextInt(5) == 0 ? "REJECT OK" : "ACCEPT OK");
          });
    }
    return lines;
  }

  FlowFolder text(String name, List<String> lines) {
    return text(name, String.join("\n", lines) + "\n");
  }

  FlowFolder text(String name, String text) {
    return bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  FlowFolder bytes(String name, byte[] bytes) {
    try {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.write(folder.resolve(name), bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] zipped(String text) {
    return zipped(text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] zipped(byte[] whole) {
    try (var bytes = new ByteArrayOutputStream()) {
      try (OutputStream out = new GZIPOutputStream(bytes)) {
        out.write(whole);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the service writes Parquet: names with underscores, numbers as numbers. */
  FlowFolder parquet(String name, List<String> lines) {
    Path text = folder.resolve("_lines.csv");
    text("_lines.csv", lines);
    text(name, "");
    String columns =
        FlowFormat.DEFAULT.names().stream()
            .map(
                field ->
                    (FlowField.named(field).orElseThrow().kind() == FlowField.Kind.NUMBER
                            ? "CAST(nullif(%1$s, '-') AS BIGINT) AS %1$s"
                            : "%s")
                        .formatted(column(field)))
            .collect(Collectors.joining(", "));
    try (Engine engine = DuckDbEngine.open()) {
      engine.execute(
          "COPY (SELECT %s FROM %s) TO %s (FORMAT parquet)"
              .formatted(columns, csv(text), Sql.literal(folder.resolve(name).toString())));
    }
    return this;
  }

  /** The lines of a file as a table of texts. */
  static String csv(Path file) {
    return "read_csv(%s, delim = ' ', header = false, quote = '', names = [%s], all_varchar = true)"
        .formatted(
            Sql.literal(file.toString()),
            FlowFormat.DEFAULT.names().stream()
                .map(name -> Sql.literal(name.replace('-', '_')))
                .collect(Collectors.joining(", ")));
  }

  /** A field as a column of it, or of Parquet. */
  static String column(String field) {
    return Sql.identifier(field.replace('-', '_'));
  }

  TopReport top(Contribution contribution) {
    return top(contribution, Optional.empty(), 10);
  }

  TopReport top(Contribution contribution, Optional<FlowFormat> given, int limit) {
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(folder)))) {
      return TopReport.of(
          new FlowCounter(Progress.NONE, given), logs, contribution, Optional.empty(), limit);
    }
  }

  /** Bytes by the fields. */
  static Contribution bytesBy(FlowField... keys) {
    return Contribution.of(List.of(keys), Optional.of(FlowField.BYTES));
  }
}
