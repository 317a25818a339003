package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.tables.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Iceberg's types by the names that Delta has for them (Iceberg spec, "Schemas and Data Types").
 * What Delta has no name for keeps its own: {@code time}, {@code uuid}, {@code timestamp_ns}, and
 * all that nobody here reads.
 */
public final class IcebergTypes {

  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),\\s*(\\d+)\\)");

  private static final Map<String, String> NAMES =
      Map.of(
          "int", "integer",
          "timestamp", "timestamp_ntz",
          "timestamptz", "timestamp");

  private IcebergTypes() {}

  /** The type that the JSON of a schema tells. */
  static ColumnType of(JsonNode type) {
    if (type.isTextual()) {
      return primitive(type.textValue());
    }
    return switch (type.path("type").asText()) {
      case "struct" -> {
        List<ColumnType.Field> fields = new ArrayList<>();
        for (JsonNode field : type.path("fields")) {
          String name = field.path("name").asText();
          fields.add(new ColumnType.Field(name, name, of(field.path("type"))));
        }
        yield new ColumnType.Struct(fields);
      }
      case "list" -> new ColumnType.Array(of(type.path("element")));
      case "map" -> new ColumnType.Map(of(type.path("key")), of(type.path("value")));
      default -> new ColumnType.Primitive(type.toString());
    };
  }

  private static ColumnType primitive(String name) {
    Matcher decimal = DECIMAL.matcher(name);
    if (decimal.matches()) {
      return new ColumnType.Decimal(
          Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    if (name.startsWith("fixed[")) {
      return new ColumnType.Primitive("binary");
    }
    return new ColumnType.Primitive(NAMES.getOrDefault(name, name));
  }

  /** Whether values of a type can be read at all; if not, only its name is known. */
  static boolean isReadable(ColumnType type) {
    if (type instanceof ColumnType.Struct struct) {
      return !struct.fields().isEmpty()
          && struct.fields().stream().allMatch(field -> isReadable(field.type()));
    }
    if (type instanceof ColumnType.Array array) {
      return isReadable(array.element());
    }
    if (type instanceof ColumnType.Map map) {
      return isReadable(map.key()) && isReadable(map.value());
    }
    return type instanceof ColumnType.Decimal
        || (type instanceof ColumnType.Primitive primitive && isReadable(primitive.name()));
  }

  private static boolean isReadable(String name) {
    return switch (name) {
      case "boolean",
          "integer",
          "long",
          "float",
          "double",
          "date",
          "time",
          "timestamp",
          "timestamp_ntz",
          "timestamp_ns",
          "string",
          "uuid",
          "binary" ->
          true;
      default -> false;
    };
  }
}
