package dev.bering.tables;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of a Delta table that Bering writes: flat, without partitions or column mapping.
 *
 * @param fields in order; every type is a {@link ColumnType.Primitive} or {@link
 *     ColumnType.Decimal}
 */
public record DeltaSchema(List<Field> fields) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public DeltaSchema {
    fields = List.copyOf(fields);
  }

  /** A column. */
  public record Field(String name, ColumnType type, boolean nullable) {}

  /** As {@code metaData.schemaString} spells it (Delta protocol, "Schema Serialization Format"). */
  public String json() {
    ObjectNode struct = JSON.createObjectNode().put("type", "struct");
    ArrayNode columns = struct.putArray("fields");
    for (Field field : fields) {
      ObjectNode column = columns.addObject().put("name", field.name());
      column.set("type", DeltaTypes.json(field.type()));
      column.put("nullable", field.nullable()).putObject("metadata");
    }
    return struct.toString();
  }

  /** The table features that these columns need (Delta protocol, "Table Features"). */
  public Set<String> readerFeatures() {
    Set<String> features = new TreeSet<>();
    for (Field field : fields) {
      if (field.type() instanceof ColumnType.Primitive primitive
          && primitive.name().equals("timestamp_ntz")) {
        features.add("timestampNtz");
      }
    }
    return features;
  }

  StructType kernelType() {
    StructType struct = new StructType();
    for (Field field : fields) {
      struct = struct.add(field.name(), kernelType(field.type()), field.nullable());
    }
    return struct;
  }

  private static DataType kernelType(ColumnType type) {
    if (type instanceof ColumnType.Decimal decimal) {
      return new DecimalType(decimal.precision(), decimal.scale());
    }
    if (type instanceof ColumnType.Primitive primitive) {
      return switch (primitive.name()) {
        case "binary" -> BinaryType.BINARY;
        case "boolean" -> BooleanType.BOOLEAN;
        case "byte" -> ByteType.BYTE;
        case "date" -> DateType.DATE;
        case "double" -> DoubleType.DOUBLE;
        case "float" -> FloatType.FLOAT;
        case "integer" -> IntegerType.INTEGER;
        case "long" -> LongType.LONG;
        case "short" -> ShortType.SHORT;
        case "string" -> StringType.STRING;
        case "timestamp" -> TimestampType.TIMESTAMP;
        case "timestamp_ntz" -> TimestampNTZType.TIMESTAMP_NTZ;
        default -> throw new IllegalStateException("Cannot write type " + primitive.name());
      };
    }
    throw new IllegalStateException("Cannot write type " + type.ddl());
  }
}
