package dev.bering.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** The lake that the guide clones: two Delta tables and a folder of Parquet files, with rows. */
final class GuideLake {

  private static final String SCHEMA =
      "{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":["
          + "{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"long\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}},"
          + "{\\\"name\\\":\\\"amount\\\",\\\"type\\\":\\\"double\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}]}";

  private final Path root;

  private GuideLake(Path root) {
    this.root = root;
  }

  static GuideLake lay(Path root) throws IOException {
    GuideLake lake = new GuideLake(root);
    for (String table : List.of("sales/orders", "sales/customers")) {
      Path folder = root.resolve(table);
      lake.commit(
          folder,
          0,
          "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}",
          "{\"metaData\":{\"id\":\"%s\",\"format\":{\"provider\":\"parquet\",\"options\":{}},\"schemaString\":\"%s\",\"partitionColumns\":[],\"configuration\":{}}}"
              .formatted(folder.getFileName(), SCHEMA));
      lake.append(folder, 1);
      lake.append(folder, 2);
    }
    for (int day = 1; day <= 3; day++) {
      lake.rows(root.resolve("raw/events/day=2026-03-0%d/part-0.parquet".formatted(day)), day);
    }
    return lake;
  }

  /** Something that the guide says happens. */
  void happen(String event) throws IOException {
    switch (event) {
      case "somebody appends to orders" -> append(root.resolve("sales/orders"), 3);
      case "a day of events arrives" ->
          rows(root.resolve("raw/events/day=2026-03-04/part-0.parquet"), 4);
      case "somebody writes to the replica of customers" ->
          append(root.resolveSibling("replica").resolve("sales/customers"), 9);
      default -> throw new IllegalStateException("nobody knows how: " + event);
    }
  }

  private void append(Path table, int version) throws IOException {
    String name = "part-%d.parquet".formatted(version);
    rows(table.resolve(name), version);
    long next;
    try (var commits = Files.list(table.resolve("_delta_log"))) {
      next = commits.filter(file -> file.toString().endsWith(".json")).count();
    }
    commit(
        table,
        next,
        "{\"commitInfo\":{\"operation\":\"WRITE\"}}",
        "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,\"dataChange\":true}}"
            .formatted(name, Files.size(table.resolve(name))));
  }

  private void commit(Path table, long version, String... actions) throws IOException {
    Path file = table.resolve("_delta_log/%020d.json".formatted(version));
    Cli.write(file, String.join("\n", actions) + "\n");
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.parse("2026-03-01T00:00:00Z").plusSeconds(3600 * version)));
  }

  private void rows(Path file, int seed) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT %d * 1000 + range AS id, range / 4.0 AS amount FROM range(100)) TO '%s' (FORMAT parquet)"
              .formatted(seed, file));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
