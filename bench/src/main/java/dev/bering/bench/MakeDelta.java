package dev.bering.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Makes a Delta table for copying: {@code MakeDelta FOLDER FILES BYTES_EACH}. A commit names ten
 * files; their content is random, as nobody opens them.
 */
public final class MakeDelta {

  private MakeDelta() {}

  /** Writes the table into the folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int files = Integer.parseInt(args[1]);
    byte[] content = new byte[Integer.parseInt(args[2])];
    Random random = new Random(42);
    Path log = Files.createDirectories(folder.resolve("_delta_log"));
    StringBuilder commit =
        new StringBuilder(
            """
            {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
            {"metaData":{"id":"bench","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":[],"configuration":{}}}
            """);
    int version = 0;
    for (int file = 0; file < files; file++) {
      String name = "part-%05d.parquet".formatted(file);
      random.nextBytes(content);
      Files.write(folder.resolve(name), content);
      commit.append(
          "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,\"dataChange\":true}}\n"
              .formatted(name, content.length));
      if (file % 10 == 9 || file == files - 1) {
        Files.write(
            log.resolve("%020d.json".formatted(version++)),
            commit.toString().getBytes(StandardCharsets.UTF_8));
        commit.setLength(0);
      }
    }
  }
}
