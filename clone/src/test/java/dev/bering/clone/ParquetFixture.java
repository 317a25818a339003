package dev.bering.clone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** A folder of Parquet files, each written by Parquet's own library. */
public final class ParquetFixture {

  public static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");

  private final Path root;

  /** Files below this folder. */
  public ParquetFixture(Path root) {
    this.root = root;
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** Writes a file of some age; each consumer fills a row. */
  @SafeVarargs
  public final ParquetFixture write(String path, String columns, Consumer<Group>... rows)
      throws IOException {
    return write(path, EARLIER, columns, rows);
  }

  /** Writes a file; columns are in the language of Parquet's schema parser. */
  @SafeVarargs
  public final ParquetFixture write(
      String path, Instant modified, String columns, Consumer<Group>... rows) throws IOException {
    MessageType schema =
        withBlanks(MessageTypeParser.parseMessageType("message m { %s }".formatted(columns)));
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (Consumer<Group> row : rows) {
        Group group = new SimpleGroup(schema);
        row.accept(group);
        writer.write(group);
      }
    }
    Files.setLastModifiedTime(file, FileTime.from(modified));
    return this;
  }

  /** Parquet's schema parser takes no blanks in names, so they are written as {@code ·}. */
  private static MessageType withBlanks(MessageType schema) {
    List<Type> fields = new ArrayList<>();
    for (Type field : schema.getFields()) {
      fields.add(
          field.getName().contains("·")
              ? Types.optional(field.asPrimitiveType().getPrimitiveTypeName())
                  .named(field.getName().replace('·', ' '))
              : field);
    }
    return new MessageType(schema.getName(), fields);
  }

  /** Rows of {@code required int32 id; optional binary name (STRING)}. */
  public static Consumer<Group> row(int id, String name) {
    return group -> group.append("id", id).append("name", name);
  }

  public static final String ID_AND_NAME = "required int32 id; optional binary name (STRING);";
}
