package dev.bering.tables.iceberg;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * Avro files record by record. A rewritten file has its source's schema, metadata and codec, so
 * fields that this version has never heard of stay; and it is the same bytes every time.
 */
public final class AvroRecords {

  private static final Set<String> CODECS = Set.of("null", "deflate", "snappy", "zstandard");

  /** Hears the type of the records before the first of them. */
  public interface Visitor {
    /** What is done with each record; the type tells where its fields are. */
    RecordVisitor of(Schema type) throws IOException;
  }

  /** Hears, or changes, one record after the other. */
  public interface RecordVisitor {
    void record(GenericRecord record) throws IOException;
  }

  private AvroRecords() {}

  /** Hands on every record of a file; closes the stream. */
  public static void read(InputStream in, Visitor visitor) throws IOException {
    try (DataFileStream<GenericRecord> records = open(in)) {
      RecordVisitor each = visitor.of(records.getSchema());
      while (records.hasNext()) {
        each.record(records.next());
      }
    } catch (AvroRuntimeException e) {
      throw unreadable(e);
    }
  }

  /**
   * Copies a file record by record; closes both streams.
   *
   * @param name what the blocks' marker is made of, which Avro would else make up at random
   */
  public static void rewrite(InputStream in, OutputStream out, String name, Visitor change)
      throws IOException {
    try (DataFileStream<GenericRecord> records = open(in);
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        DataFileWriter<GenericRecord> writer =
            new DataFileWriter<>(new GenericDatumWriter<>(records.getSchema(), data()))) {
      RecordVisitor each = change.of(records.getSchema());
      writer.setCodec(CodecFactory.fromString(codec(records)));
      for (String key : records.getMetaKeys()) {
        if (!DataFileWriter.isReservedMeta(key)) {
          writer.setMeta(key, records.getMeta(key));
        }
      }
      writer.create(records.getSchema(), buffered, marker(name));
      while (records.hasNext()) {
        GenericRecord record = records.next();
        each.record(record);
        writer.append(record);
      }
    } catch (AvroRuntimeException e) {
      throw unreadable(e);
    }
  }

  private static DataFileStream<GenericRecord> open(InputStream in) throws IOException {
    DataFileStream<GenericRecord> records =
        new DataFileStream<>(
            new BufferedInputStream(in, 1 << 16), new GenericDatumReader<>(null, null, data()));
    if (!CODECS.contains(codec(records))) {
      records.close();
      throw new IOException("its compression '%s' is unknown".formatted(codec(records)));
    }
    return records;
  }

  /** Without conversions of logical types: values pass through as they are stored. */
  private static GenericData data() {
    return new GenericData();
  }

  private static String codec(DataFileStream<GenericRecord> records) {
    String codec = records.getMetaString(DataFileConstants.CODEC);
    return codec == null ? DataFileConstants.NULL_CODEC : codec;
  }

  private static byte[] marker(String name) {
    try {
      return MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static IOException unreadable(AvroRuntimeException e) {
    return e.getCause() instanceof IOException cause
        ? cause
        : new IOException("it is damaged (%s)".formatted(e.getMessage()), e);
  }
}
