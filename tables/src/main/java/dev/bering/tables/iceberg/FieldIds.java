package dev.bering.tables.iceberg;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The fields of an Avro record by the numbers that Iceberg gives them, whatever their names. */
public final class FieldIds {

  private final Schema schema;
  private final Map<Integer, Integer> positions = new HashMap<>();

  private FieldIds(Schema schema) {
    this.schema = schema;
    for (Schema.Field field : schema.getFields()) {
      if (field.getObjectProp("field-id") instanceof Number id) {
        positions.put(id.intValue(), field.pos());
      }
    }
  }

  /** Where the fields of a record type are. */
  public static FieldIds of(Schema record) {
    return new FieldIds(record);
  }

  /** Whether there is such a field. */
  public boolean has(int id) {
    return positions.containsKey(id);
  }

  /** The numbers of all fields. */
  Set<Integer> ids() {
    return Set.copyOf(positions.keySet());
  }

  /** The record type of a field, whether or not it may be null. */
  public Schema recordType(int id) throws IOException {
    Schema type = schema.getFields().get(position(id)).schema();
    if (type.getType() == Schema.Type.UNION) {
      for (Schema part : type.getTypes()) {
        if (part.getType() == Schema.Type.RECORD) {
          return part;
        }
      }
    }
    return type;
  }

  /** The value; empty if it is null or there is no such field. */
  public Optional<Object> value(GenericRecord record, int id) {
    Integer position = positions.get(id);
    return position == null ? Optional.empty() : Optional.ofNullable(record.get(position));
  }

  /**
   * The value.
   *
   * @throws IOException if it is null or there is no such field
   */
  public Object required(GenericRecord record, int id) throws IOException {
    return value(record, id)
        .orElseThrow(() -> new IOException("a record has no value in field %d".formatted(id)));
  }

  /** The value as text, under the same condition. */
  public String text(GenericRecord record, int id) throws IOException {
    return required(record, id).toString();
  }

  /** The value as a number, under the same condition. */
  public long number(GenericRecord record, int id) throws IOException {
    return number(required(record, id));
  }

  /** The number, or another one if it is null or there is no such field. */
  public long number(GenericRecord record, int id, long otherwise) throws IOException {
    Optional<Object> value = value(record, id);
    return value.isPresent() ? number(value.get()) : otherwise;
  }

  private static long number(Object value) throws IOException {
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new IOException("'%s' is no number".formatted(value));
  }

  /** Replaces a value. */
  public void put(GenericRecord record, int id, @Nullable Object value) throws IOException {
    record.put(position(id), value);
  }

  private int position(int id) throws IOException {
    Integer position = positions.get(id);
    if (position == null) {
      throw new IOException("its schema has no field %d".formatted(id));
    }
    return position;
  }
}
