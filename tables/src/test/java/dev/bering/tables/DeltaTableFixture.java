package dev.bering.tables;

import dev.bering.model.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A Delta table written by hand, action by action, for tests of what the log says. Its data files
 * hold text: nothing that is tested with it opens them.
 */
public final class DeltaTableFixture {

  public static final String PROTOCOL =
      "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}";

  private final Path folder;
  private long nextVersion;

  /** A table that has nothing yet. */
  public DeltaTableFixture(Path folder) {
    this.folder = folder;
  }

  /** A table with an id, a protocol and no rows. */
  public static DeltaTableFixture create(Path folder, String id) {
    return new DeltaTableFixture(folder).commit(PROTOCOL, metadata(id));
  }

  public static String metadata(String id) {
    return "{\"metaData\":{\"id\":\"%s\",\"format\":{\"provider\":\"parquet\",\"options\":{}},\"schemaString\":\"{}\",\"partitionColumns\":[],\"configuration\":{}}}"
        .formatted(id);
  }

  public static String add(String path, long size) {
    return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,\"dataChange\":true}}"
        .formatted(path, size);
  }

  public static String addWithVector(
      String path, long size, String vector, int offset, int sizeBytes) {
    return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,\"dataChange\":true,\"deletionVector\":%s}}"
        .formatted(path, size, vector(vector, offset, sizeBytes));
  }

  public static String vector(String vector, int offset, int sizeBytes) {
    return "{\"storageType\":\"u\",\"pathOrInlineDv\":\"%s\",\"offset\":%d,\"sizeInBytes\":%d,\"cardinality\":1}"
        .formatted(vector, offset, sizeBytes);
  }

  public static String remove(String path) {
    return "{\"remove\":{\"path\":\"%s\",\"deletionTimestamp\":1,\"dataChange\":true}}"
        .formatted(path);
  }

  /** Publishes a version; its time is a minute after that of the version before. */
  public DeltaTableFixture commit(String... actions) {
    Path file = log("%020d.json".formatted(nextVersion));
    write(file, String.join("\n", actions) + "\n");
    try {
      Files.setLastModifiedTime(
          file, FileTime.from(Instant.parse("2025-03-01T00:00:00Z").plusSeconds(60 * nextVersion)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    nextVersion++;
    return this;
  }

  /** Adds a data file of so many bytes and the version that names it. */
  public DeltaTableFixture append(String path, int size) {
    file(path, size);
    return commit(add(path, size));
  }

  public DeltaTableFixture file(String path, int size) {
    write(folder.resolve(path), (path + "|").repeat(size).substring(0, size));
    return this;
  }

  public DeltaTableFixture logFile(String name, String content) {
    write(log(name), content);
    return this;
  }

  public Path log(String name) {
    return folder.resolve("_delta_log").resolve(name);
  }

  public Path folder() {
    return folder;
  }

  public Location location() {
    return Location.of(folder);
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
