package dev.bering.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests keep what this version has never heard of. */
class ManifestTest {

  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
"""
{"type":"record","name":"manifest_entry","fields":[
  {"name":"status","type":"int","field-id":0},
  {"name":"snapshot_id","type":["null","long"],"default":null,"field-id":1},
  {"name":"from_the_future","type":["null","string"],"default":null,"field-id":9001},
  {"name":"data_file","field-id":2,"type":{"type":"record","name":"r2","fields":[
    {"name":"content","type":"int","field-id":134},
    {"name":"path_by_another_name","type":"string","field-id":100},
    {"name":"file_format","type":"string","field-id":101},
    {"name":"file_size_in_bytes","type":"long","field-id":104},
    {"name":"also_new","type":{"type":"array","items":"int","element-id":9003},"field-id":9002}
  ]}}
]}
""");

  private static final Manifest.Moves MOVES =
      new Manifest.Moves() {
        @Override
        public String path(String text) {
          return text.replace("s3://old", "s3://new");
        }

        @Override
        public Optional<Long> length(Manifest.Entry entry) {
          return Optional.of(77L);
        }
      };

  private static byte[] manifest(String codec) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.setCodec(CodecFactory.fromString(codec));
      writer.setMeta("format-version", "3");
      writer.setMeta("partition-spec-id", "7");
      writer.create(SCHEMA, out);
      writer.append(entry(1, 0, 10));
      writer.append(entry(1, 1, 20));
      writer.append(entry(2, 1, 30));
    }
    return out.toByteArray();
  }

  private static GenericRecord entry(int status, int content, long sizeBytes) {
    GenericRecord file = new GenericData.Record(SCHEMA.getField("data_file").schema());
    file.put("content", content);
    file.put("path_by_another_name", "s3://old/f" + sizeBytes);
    file.put("file_format", "PARQUET");
    file.put("file_size_in_bytes", sizeBytes);
    file.put("also_new", List.of(1, 2));
    GenericRecord entry = new GenericData.Record(SCHEMA);
    entry.put("status", status);
    entry.put("snapshot_id", 5L);
    entry.put("from_the_future", "kept");
    entry.put("data_file", file);
    return entry;
  }

  private static byte[] rewrite(byte[] manifest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Manifest.rewrite(new ByteArrayInputStream(manifest), out, "metadata/m.avro", MOVES);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
  void changesPathsAndLengthsAndKeepsAllElse(String codec) throws Exception {
    byte[] rewritten = rewrite(manifest(codec));
    assertThat(rewrite(manifest(codec))).isEqualTo(rewritten);
    List<String> entries = new ArrayList<>();
    try (DataFileStream<GenericRecord> records =
        new DataFileStream<>(
            new ByteArrayInputStream(rewritten), new GenericDatumReader<GenericRecord>())) {
      assertThat(records.getSchema().toString()).isEqualTo(SCHEMA.toString());
      assertThat(records.getMetaString("avro.codec")).isEqualTo(codec);
      assertThat(records.getMetaString("format-version")).isEqualTo("3");
      assertThat(records.getMetaString("partition-spec-id")).isEqualTo("7");
      records.forEach(record -> entries.add(record.toString()));
    }
    // Data files keep their length; of delete files the live one has a new one.
    assertThat(entries)
        .containsExactly(
            entry(1, 0, 10).toString().replace("s3://old", "s3://new"),
            entry(1, 1, 20).toString().replace("s3://old", "s3://new").replace(": 20", ": 77"),
            entry(2, 1, 30).toString().replace("s3://old", "s3://new"));
  }
}
