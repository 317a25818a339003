package dev.bering.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * Makes a Delta table for copying: {@code MakeDelta FOLDER FILES ROWS_EACH}. Eight columns of
 * hashes, which nothing can make smaller: 64 bytes a row. Sixteen files are different, the others
 * have the content of one of those. A commit names ten files.
 */
public final class MakeDelta {

  private static final int COLUMNS = 8;
  private static final int FILES_OF_A_COMMIT = 10;
  private static final int DIFFERENT_FILES = 16;

  private MakeDelta() {}

  /** Writes the table into the folder. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int files = Integer.parseInt(args[1]);
    long rows = Long.parseLong(args[2]);
    Path log = Files.createDirectories(folder.resolve("_delta_log"));
    StringBuilder commit = new StringBuilder(header());
    int version = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (int file = 0; file < files; file++) {
        String name = name(file);
        if (file < DIFFERENT_FILES) {
          statement.execute(query(file, rows, folder.resolve(name)));
        } else {
          Files.copy(folder.resolve(name(file % DIFFERENT_FILES)), folder.resolve(name));
        }
        commit.append(add(folder, name));
        if (file % FILES_OF_A_COMMIT == FILES_OF_A_COMMIT - 1 || file == files - 1) {
          Files.write(
              log.resolve("%020d.json".formatted(version++)),
              commit.toString().getBytes(StandardCharsets.UTF_8));
          commit.setLength(0);
        }
      }
    }
  }

  private static String name(int file) {
    return "part-%05d.parquet".formatted(file);
  }

  private static String header() {
    StringBuilder fields = new StringBuilder();
    for (int column = 0; column < COLUMNS; column++) {
      fields.append(
          "%s{\\\"name\\\":\\\"c%d\\\",\\\"type\\\":\\\"long\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}"
              .formatted(column == 0 ? "" : ",", column));
    }
    return """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"bench","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[%s]}","partitionColumns":[],"configuration":{}}}
        """
        .formatted(fields);
  }

  private static String query(int file, long rows, Path target) {
    StringBuilder columns = new StringBuilder();
    for (int column = 0; column < COLUMNS; column++) {
      columns.append(
          "%s(hash(i, %d) >> 1)::BIGINT AS c%d".formatted(column == 0 ? "" : ", ", column, column));
    }
    return "COPY (SELECT %s FROM range(%d, %d) t(i)) TO '%s' (FORMAT parquet, COMPRESSION uncompressed)"
        .formatted(columns, file * rows, (file + 1) * rows, target);
  }

  private static String add(Path folder, String name) throws IOException {
    return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,\"dataChange\":true}}\n"
        .formatted(name, Files.size(folder.resolve(name)));
  }
}
