package dev.bering.tables.iceberg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** The file that names data or delete files (Iceberg spec, "Manifests"). */
public final class Manifest {

  private static final int STATUS = 0;
  private static final int DATA_FILE = 2;
  private static final int SEQUENCE_NUMBER = 3;
  private static final int CONTENT = 134;
  private static final int FILE_PATH = 100;
  private static final int FILE_FORMAT = 101;
  private static final int PARTITION = 102;
  private static final int RECORD_COUNT = 103;
  private static final int FILE_SIZE = 104;
  private static final int LOWER_BOUNDS = 125;
  private static final int UPPER_BOUNDS = 128;
  private static final int KEY_METADATA = 131;
  private static final int EQUALITY_IDS = 135;
  private static final int REFERENCED_DATA_FILE = 143;
  private static final int CONTENT_OFFSET = 144;
  private static final int CONTENT_SIZE = 145;

  /** What an entry says of its file. */
  public enum Status {
    EXISTING,
    ADDED,
    DELETED
  }

  /** What a file holds. */
  public enum Content {
    DATA,
    POSITION_DELETES,
    EQUALITY_DELETES
  }

  /**
   * Where the deletion vector of a data file lies in its file.
   *
   * @param dataFile the path of that file, as recorded
   * @param sizeBytes of the whole blob: length, magic number, bitmap and checksum
   * @param rowCount rows that it deletes
   */
  public record Vector(String dataFile, long offset, long sizeBytes, long rowCount) {}

  /**
   * One file as a manifest names it.
   *
   * @param vector empty unless the file is named for a deletion vector in it
   */
  public record Entry(
      Status status,
      Content content,
      String path,
      String format,
      long sizeBytes,
      boolean encrypted,
      Optional<Vector> vector) {

    /** Whether the file belongs to the snapshot. */
    public boolean isLive() {
      return status != Status.DELETED;
    }

    /**
     * Whether the file itself names data files by their path. A deletion vector does so only in a
     * property that tells people where it came from; readers go by the manifest (Puffin spec,
     * "deletion-vector-v1 blob type"), so its bytes, offsets and sizes stay.
     */
    public boolean holdsPaths() {
      return content == Content.POSITION_DELETES && !format.equals("PUFFIN");
    }
  }

  /** Hears the entries of a manifest. */
  public interface Visitor {
    /** Called once for each entry. */
    void entry(Entry entry) throws IOException;
  }

  /**
   * An entry with what a reader of rows has to know besides.
   *
   * @param sequenceNumber of the data; empty where it is the manifest's
   * @param partition values as the manifest stores them, by the number of the partition field;
   *     nulls have none
   * @param partitionFields the numbers of all partition fields, with those whose value is null
   * @param equalityIds the columns by which an equality delete file deletes
   * @param referencedDataFile the one file of which rows are deleted, as recorded
   */
  public record Detail(
      Entry entry,
      OptionalLong sequenceNumber,
      Map<Integer, Object> partition,
      Set<Integer> partitionFields,
      List<Integer> equalityIds,
      Optional<String> referencedDataFile,
      long rowCount) {
    public Detail {
      partition = Map.copyOf(partition);
      partitionFields = Set.copyOf(partitionFields);
      equalityIds = List.copyOf(equalityIds);
    }
  }

  /** Hears the entries of a manifest, with every detail. */
  public interface DetailVisitor {
    /** Called once for each entry. */
    void entry(Detail entry) throws IOException;
  }

  /** What changes in a manifest. */
  public interface Moves {
    String path(String text) throws IOException;

    /** The length of a rewritten delete file; empty if the replica has none. */
    Optional<Long> length(Entry entry) throws IOException;
  }

  private Manifest() {}

  /** Hands on every entry; closes the stream. */
  public static void read(InputStream in, Visitor visitor) throws IOException {
    AvroRecords.read(
        in,
        type -> {
          Fields fields = new Fields(type);
          return record -> visitor.entry(fields.entry(record));
        });
  }

  /** Hands on every entry with its details; closes the stream. */
  public static void readDetails(InputStream in, DetailVisitor visitor) throws IOException {
    AvroRecords.read(
        in,
        type -> {
          Fields fields = new Fields(type);
          return record -> visitor.entry(fields.detail(record));
        });
  }

  /** Copies a manifest with other paths; closes both streams. */
  public static void rewrite(InputStream in, OutputStream out, String name, Moves moves)
      throws IOException {
    AvroRecords.rewrite(
        in,
        out,
        name,
        type -> {
          Fields fields = new Fields(type);
          return record -> fields.change(record, moves);
        });
  }

  /** Where the fields are in one file. */
  private static final class Fields {
    private final FieldIds entry;
    private final FieldIds file;

    Fields(Schema type) throws IOException {
      this.entry = FieldIds.of(type);
      this.file = FieldIds.of(entry.recordType(DATA_FILE));
    }

    Entry entry(GenericRecord record) throws IOException {
      GenericRecord of = file(record);
      return new Entry(
          valueOf(Status.values(), entry.number(record, STATUS), "status"),
          valueOf(Content.values(), file.number(of, CONTENT, 0), "content"),
          file.text(of, FILE_PATH),
          file.text(of, FILE_FORMAT).toUpperCase(java.util.Locale.ROOT),
          file.number(of, FILE_SIZE),
          file.value(of, KEY_METADATA).isPresent(),
          vector(of));
    }

    Detail detail(GenericRecord record) throws IOException {
      GenericRecord of = file(record);
      Map<Integer, Object> partition = new HashMap<>();
      Set<Integer> partitionFields = Set.of();
      if (file.value(of, PARTITION).orElse(null) instanceof GenericRecord values) {
        FieldIds fields = FieldIds.of(values.getSchema());
        partitionFields = fields.ids();
        for (int id : partitionFields) {
          fields.value(values, id).ifPresent(value -> partition.put(id, value));
        }
      }
      List<Integer> equalityIds = new ArrayList<>();
      if (file.value(of, EQUALITY_IDS).orElse(List.of()) instanceof Collection<?> ids) {
        ids.forEach(id -> equalityIds.add((Integer) id));
      }
      Optional<Object> sequence = entry.value(record, SEQUENCE_NUMBER);
      return new Detail(
          entry(record),
          sequence.isPresent()
              ? OptionalLong.of(entry.number(record, SEQUENCE_NUMBER))
              : OptionalLong.empty(),
          partition,
          partitionFields,
          equalityIds,
          file.value(of, REFERENCED_DATA_FILE).map(Object::toString),
          file.number(of, RECORD_COUNT));
    }

    private Optional<Vector> vector(GenericRecord of) throws IOException {
      Optional<Object> dataFile = file.value(of, REFERENCED_DATA_FILE);
      return dataFile.isPresent() && file.value(of, CONTENT_OFFSET).isPresent()
          ? Optional.of(
              new Vector(
                  dataFile.get().toString(),
                  file.number(of, CONTENT_OFFSET),
                  file.number(of, CONTENT_SIZE),
                  file.number(of, RECORD_COUNT)))
          : Optional.empty();
    }

    private GenericRecord file(GenericRecord record) throws IOException {
      return (GenericRecord) entry.required(record, DATA_FILE);
    }

    private static <T> T valueOf(T[] values, long number, String field) throws IOException {
      if (number < 0 || number >= values.length) {
        throw new IOException("an entry has the unknown %s %d".formatted(field, number));
      }
      return values[(int) number];
    }

    void change(GenericRecord record, Moves moves) throws IOException {
      Entry said = entry(record);
      GenericRecord of = file(record);
      file.put(of, FILE_PATH, moves.path(said.path()));
      Optional<Object> referenced = file.value(of, REFERENCED_DATA_FILE);
      if (referenced.isPresent()) {
        file.put(of, REFERENCED_DATA_FILE, moves.path(referenced.get().toString()));
      }
      if (said.content() == Content.POSITION_DELETES) {
        changeBounds(of, moves);
      }
      if (said.isLive() && said.holdsPaths()) {
        Optional<Long> length = moves.length(said);
        if (length.isPresent()) {
          file.put(of, FILE_SIZE, length.get());
        }
      }
    }

    /**
     * Equal bounds name the one data file whose rows are deleted. Others need not enclose the paths
     * any more once these are moved; without them a reader opens the file and looks.
     */
    private void changeBounds(GenericRecord of, Moves moves) throws IOException {
      Optional<ByteBuffer> lower = pathBound(of, LOWER_BOUNDS);
      Optional<ByteBuffer> upper = pathBound(of, UPPER_BOUNDS);
      Optional<ByteBuffer> moved = Optional.empty();
      if (lower.isPresent() && lower.equals(upper)) {
        String path = StandardCharsets.UTF_8.decode(lower.get().duplicate()).toString();
        moved = Optional.of(ByteBuffer.wrap(moves.path(path).getBytes(StandardCharsets.UTF_8)));
      }
      setPathBound(of, LOWER_BOUNDS, moved);
      setPathBound(of, UPPER_BOUNDS, moved);
    }

    private Optional<ByteBuffer> pathBound(GenericRecord of, int bounds) {
      for (GenericRecord pair : pairs(of, bounds)) {
        if (isPathBound(pair) && pair.get("value") instanceof ByteBuffer value) {
          return Optional.of(value);
        }
      }
      return Optional.empty();
    }

    private void setPathBound(GenericRecord of, int bounds, Optional<ByteBuffer> value)
        throws IOException {
      if (file.value(of, bounds).isEmpty()) {
        return;
      }
      List<GenericRecord> changed = new ArrayList<>();
      for (GenericRecord pair : pairs(of, bounds)) {
        if (!isPathBound(pair)) {
          changed.add(pair);
        } else if (value.isPresent()) {
          pair.put("value", value.get());
          changed.add(pair);
        }
      }
      file.put(of, bounds, changed);
    }

    private List<GenericRecord> pairs(GenericRecord of, int bounds) {
      List<GenericRecord> pairs = new ArrayList<>();
      if (file.value(of, bounds).orElse(List.of()) instanceof Collection<?> values) {
        values.forEach(value -> pairs.add((GenericRecord) value));
      }
      return pairs;
    }

    private static boolean isPathBound(GenericRecord pair) {
      return pair.get("key") instanceof Integer key && key == PositionDeleteFile.FILE_PATH;
    }
  }
}
