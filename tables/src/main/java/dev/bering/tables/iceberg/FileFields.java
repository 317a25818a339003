package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Which columns of a file have which ids: as the file says, or, where it says nothing of ids, as
 * the table's name mapping does (Iceberg spec, "Name Mapping Serialization").
 */
interface FileFields {

  /** The fields of a group by their ids. */
  Map<Integer, Type> of(GroupType group) throws IOException;

  /** The same for what lies below a field. */
  FileFields below(int id);

  /** The same for what lies below a part that has no name of its own in the table's schema. */
  FileFields below(String part);

  /**
   * The ids of a file.
   *
   * @param nameMapping of the table
   * @throws IOException if nobody can tell
   */
  static FileFields of(MessageType file, Optional<JsonNode> nameMapping) throws IOException {
    Set<Boolean> withId = new HashSet<>();
    lookForIds(file, withId);
    if (withId.contains(true)) {
      if (withId.contains(false) && nameMapping.isPresent()) {
        throw new IOException(
            "some of its columns have field ids and some have not, and the table has a name"
                + " mapping: readers do not agree on what that means");
      }
      return new Told();
    }
    return new Mapped(
        nameMapping.orElseThrow(
            () ->
                new IOException(
                    "its columns have no field ids, and the table has no name mapping")));
  }

  private static void lookForIds(GroupType group, Set<Boolean> withId) {
    for (Type field : group.getFields()) {
      withId.add(field.getId() != null);
      if (!field.isPrimitive()) {
        parts(field.asGroupType()).ifPresent(parts -> lookForIds(parts, withId));
      }
    }
  }

  /** The group whose fields may have ids: what a list or a map repeats has none itself. */
  private static Optional<GroupType> parts(GroupType group) {
    LogicalTypeAnnotation said = group.getLogicalTypeAnnotation();
    if (said == null) {
      return Optional.of(group);
    }
    boolean repeats =
        (said instanceof ListLogicalTypeAnnotation || said instanceof MapLogicalTypeAnnotation)
            && group.getFieldCount() == 1
            && !group.getType(0).isPrimitive();
    return repeats ? Optional.of(group.getType(0).asGroupType()) : Optional.empty();
  }

  /** Ids that the file tells. */
  record Told() implements FileFields {
    @Override
    public Map<Integer, Type> of(GroupType group) throws IOException {
      Map<Integer, Type> byId = new HashMap<>();
      for (Type field : group.getFields()) {
        if (field.getId() != null) {
          add(byId, field.getId().intValue(), field);
        }
      }
      if (byId.isEmpty()) {
        throw new IOException(
            "some of its columns have field ids, and the parts of '%s' have none"
                .formatted(group.getName()));
      }
      return byId;
    }

    @Override
    public FileFields below(int id) {
      return this;
    }

    @Override
    public FileFields below(String part) {
      return this;
    }
  }

  /**
   * Ids that names have.
   *
   * @param fields an array of objects with {@code field-id}, {@code names} and {@code fields}
   */
  record Mapped(JsonNode fields) implements FileFields {
    @Override
    public Map<Integer, Type> of(GroupType group) throws IOException {
      Map<Integer, Type> byId = new HashMap<>();
      for (JsonNode mapped : fields) {
        for (JsonNode name : mapped.path("names")) {
          if (mapped.hasNonNull("field-id") && group.containsField(name.asText())) {
            add(byId, mapped.path("field-id").asInt(), group.getType(name.asText()));
          }
        }
      }
      return byId;
    }

    @Override
    public FileFields below(int id) {
      for (JsonNode mapped : fields) {
        if (mapped.path("field-id").asInt(-1) == id) {
          return new Mapped(mapped.path("fields"));
        }
      }
      return new Mapped(fields.path("nothing"));
    }

    @Override
    public FileFields below(String part) {
      for (JsonNode mapped : fields) {
        for (JsonNode name : mapped.path("names")) {
          if (name.asText().equals(part)) {
            return new Mapped(mapped.path("fields"));
          }
        }
      }
      return new Mapped(fields.path("nothing"));
    }
  }

  private static void add(Map<Integer, Type> byId, int id, Type field) throws IOException {
    if (byId.put(id, field) != null) {
      throw new IOException("two of its columns have the field id " + id);
    }
  }
}
