package dev.bering.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a Delta table of many files for planning: {@code MakeLog FOLDER FILES}. The files are
 * empty; a commit names ten thousand of them, with statistics as a writer would give them.
 */
public final class MakeLog {

  private static final int FILES_OF_A_COMMIT = 10_000;

  private MakeLog() {}

  /** Writes the table into the folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int files = Integer.parseInt(args[1]);
    Path log = Files.createDirectories(folder.resolve("_delta_log"));
    for (int day = 0; day < 100; day++) {
      Files.createDirectories(folder.resolve("day=%02d".formatted(day)));
    }
    for (int from = 0, version = 0; from < files; from += FILES_OF_A_COMMIT, version++) {
      try (BufferedWriter out =
          Files.newBufferedWriter(log.resolve("%020d.json".formatted(version)))) {
        if (version == 0) {
          out.write(
              """
              {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
              {"metaData":{"id":"bench","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":["day"],"configuration":{}}}
              """);
        }
        for (int file = from; file < Math.min(files, from + FILES_OF_A_COMMIT); file++) {
          String path =
              "day=%02d/part-%08d-6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11-c000.snappy.parquet"
                  .formatted(file % 100, file);
          Files.createFile(folder.resolve(path));
          out.write(
              "{\"add\":{\"path\":\"%s\",\"partitionValues\":{\"day\":\"%02d\"},\"size\":0,\"modificationTime\":1,\"dataChange\":true,\"stats\":\"{\\\"numRecords\\\":1000,\\\"minValues\\\":{\\\"id\\\":%d},\\\"maxValues\\\":{\\\"id\\\":%d},\\\"nullCount\\\":{\\\"id\\\":0}}\"}}\n"
                  .formatted(path, file % 100, file, file + 1000));
        }
      }
    }
  }
}
