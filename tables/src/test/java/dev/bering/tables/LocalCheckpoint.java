package dev.bering.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet checkpoints, or parts of them, written by hand. */
public final class LocalCheckpoint {

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message checkpoint {
            optional group protocol {
              required int32 minReaderVersion;
              required int32 minWriterVersion;
            }
            optional group metaData {
              optional binary id (STRING);
              optional group format {
                optional binary provider (STRING);
                optional group options (MAP) {
                  repeated group key_value {
                    required binary key (STRING);
                    optional binary value (STRING);
                  }
                }
              }
              optional binary schemaString (STRING);
              optional group partitionColumns (LIST) {
                repeated group list {
                  optional binary element (STRING);
                }
              }
              optional group configuration (MAP) {
                repeated group key_value {
                  required binary key (STRING);
                  optional binary value (STRING);
                }
              }
            }
            optional group add {
              optional binary path (STRING);
              optional group partitionValues (MAP) {
                repeated group key_value {
                  required binary key (STRING);
                  optional binary value (STRING);
                }
              }
              required int64 size;
              required int64 modificationTime;
              required boolean dataChange;
            }
          }
          """);

  private LocalCheckpoint() {}

  /**
   * Writes a file.
   *
   * @param tableId empty for a part that holds no rules
   * @param files each a path, a colon and a size
   */
  public static void write(Path file, String tableId, List<String> files) throws IOException {
    SimpleGroupFactory rows = new SimpleGroupFactory(SCHEMA);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(SCHEMA)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      if (!tableId.isEmpty()) {
        Group protocol = rows.newGroup();
        protocol.addGroup("protocol").append("minReaderVersion", 1).append("minWriterVersion", 2);
        writer.write(protocol);
        Group metadata = rows.newGroup();
        Group values = metadata.addGroup("metaData").append("id", tableId);
        values.addGroup("format").append("provider", "parquet").addGroup("options");
        values.append("schemaString", "{\"type\":\"struct\",\"fields\":[]}");
        values.addGroup("partitionColumns");
        values.addGroup("configuration");
        writer.write(metadata);
      }
      for (String text : files) {
        int colon = text.lastIndexOf(':');
        Group row = rows.newGroup();
        Group add = row.addGroup("add").append("path", text.substring(0, colon));
        add.addGroup("partitionValues");
        add.append("size", Long.parseLong(text.substring(colon + 1)))
            .append("modificationTime", 1L)
            .append("dataChange", true);
        writer.write(row);
      }
    }
  }
}
