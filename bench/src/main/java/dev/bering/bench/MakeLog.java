package dev.bering.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes a Delta table of many files for planning: {@code MakeLog FOLDER FILES [BYTES_EACH]}. The
 * files are empty, or hold random bytes; a commit names ten thousand of them, with statistics as a
 * writer would give them. {@code MakeLog FOLDER FILES BYTES_EACH COMMITS} adds so many commits to
 * it, of ten files each.
 */
public final class MakeLog {

  private static final int FILES_OF_A_COMMIT = 10_000;

  private final Path folder;
  private final byte[] content;
  private final Random random = new Random();

  private MakeLog(Path folder, int bytesEach) {
    this.folder = folder;
    this.content = new byte[bytesEach];
  }

  /** Writes the table into the folder, or adds to it. */
  public static void main(String[] args) throws IOException {
    MakeLog log = new MakeLog(Path.of(args[0]), args.length > 2 ? Integer.parseInt(args[2]) : 0);
    int files = Integer.parseInt(args[1]);
    if (args.length > 3) {
      log.append(files, Integer.parseInt(args[3]));
    } else {
      log.create(files);
    }
  }

  private void create(int files) throws IOException {
    Files.createDirectories(folder.resolve("_delta_log"));
    for (int day = 0; day < 100; day++) {
      Files.createDirectories(folder.resolve("day=%02d".formatted(day)));
    }
    for (int from = 0, version = 0; from < files; from += FILES_OF_A_COMMIT, version++) {
      commit(version, from, Math.min(files, from + FILES_OF_A_COMMIT));
    }
  }

  private void append(int files, int commits) throws IOException {
    int version;
    try (Stream<Path> log = Files.list(folder.resolve("_delta_log"))) {
      version = (int) log.count();
    }
    int first =
        files + 10 * Math.max(0, version - (files + FILES_OF_A_COMMIT - 1) / FILES_OF_A_COMMIT);
    for (int commit = 0; commit < commits; commit++) {
      commit(version + commit, first + 10 * commit, first + 10 * (commit + 1));
    }
  }

  private void commit(int version, int from, int to) throws IOException {
    try (BufferedWriter out =
        Files.newBufferedWriter(folder.resolve("_delta_log/%020d.json".formatted(version)))) {
      if (version == 0) {
        out.write(
            """
            {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
            {"metaData":{"id":"bench","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":["day"],"configuration":{}}}
            """);
      }
      for (int file = from; file < to; file++) {
        String path =
            "day=%02d/part-%08d-6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11-c000.snappy.parquet"
                .formatted(file % 100, file);
        random.nextBytes(content);
        Files.write(folder.resolve(path), content);
        out.write(
            "{\"add\":{\"path\":\"%s\",\"partitionValues\":{\"day\":\"%02d\"},\"size\":%d,\"modificationTime\":1,\"dataChange\":true,\"stats\":\"{\\\"numRecords\\\":1000,\\\"minValues\\\":{\\\"id\\\":%d},\\\"maxValues\\\":{\\\"id\\\":%d},\\\"nullCount\\\":{\\\"id\\\":0}}\"}}\n"
                .formatted(path, file % 100, content.length, file, file + 1000));
      }
    }
  }
}
