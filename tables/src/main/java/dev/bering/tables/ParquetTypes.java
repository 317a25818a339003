package dev.bering.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * What Delta calls the columns of a Parquet file, as far as every reader of Delta reads the stored
 * values as just that type; everything else is refused by name (Parquet format, "Logical Types").
 */
public final class ParquetTypes {

  private static final int LARGEST_PRECISION = 38;

  /** Hears which columns have no type in Delta, and why. */
  @FunctionalInterface
  public interface Refusals {
    /**
     * Called once for each.
     *
     * @param column its path, separated by dots
     * @param fact such as {@code is an unsigned integer}
     */
    void refuse(String column, String fact);
  }

  private final Refusals refusals;

  private ParquetTypes(Refusals refusals) {
    this.refusals = refusals;
  }

  /** The columns of a file or of a group in it; those that are refused are left out. */
  public static ColumnType.Struct of(GroupType schema, Refusals refusals) {
    return new ParquetTypes(refusals).struct(schema, "");
  }

  private ColumnType.Struct struct(GroupType group, String path) {
    List<ColumnType.Field> fields = new ArrayList<>();
    for (Type field : group.getFields()) {
      String below = path.isEmpty() ? field.getName() : path + "." + field.getName();
      if (field.isRepetition(Type.Repetition.REPEATED)) {
        refusals.refuse(below, "is repeated without being a list");
      } else {
        type(field, below)
            .ifPresent(
                type -> fields.add(new ColumnType.Field(field.getName(), field.getName(), type)));
      }
    }
    return new ColumnType.Struct(fields);
  }

  private Optional<ColumnType> type(Type field, String path) {
    if (field.isPrimitive()) {
      return primitive(field.asPrimitiveType(), path);
    }
    GroupType group = field.asGroupType();
    LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
    if (logical instanceof ListLogicalTypeAnnotation) {
      return list(group, path);
    }
    if (logical instanceof MapLogicalTypeAnnotation
        || logical instanceof MapKeyValueTypeAnnotation) {
      return map(group, path);
    }
    if (logical != null) {
      return refused(path, "is of the type " + logical);
    }
    return group.getFieldCount() == 0
        ? refused(path, "is a group without fields")
        : Optional.of(struct(group, path));
  }

  /** Three levels, whatever they are called; in older layouts readers disagree on what is null. */
  private Optional<ColumnType> list(GroupType list, String path) {
    Type repeated = list.getFieldCount() == 1 ? list.getType(0) : list;
    boolean threeLevels =
        repeated.isRepetition(Type.Repetition.REPEATED)
            && !repeated.isPrimitive()
            && repeated.asGroupType().getFieldCount() == 1
            && !repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
            && !repeated.getName().equals("array")
            && !repeated.getName().equals(list.getName() + "_tuple");
    return threeLevels
        ? type(repeated.asGroupType().getType(0), path + ".element").map(ColumnType.Array::new)
        : refused(path, "is a list in a layout of two levels");
  }

  private Optional<ColumnType> map(GroupType map, String path) {
    Type repeated = map.getFieldCount() == 1 ? map.getType(0) : map;
    if (!repeated.isRepetition(Type.Repetition.REPEATED)
        || repeated.isPrimitive()
        || repeated.asGroupType().getFieldCount() != 2) {
      return refused(path, "is a map without pairs of key and value");
    }
    Optional<ColumnType> key = type(repeated.asGroupType().getType(0), path + ".key");
    Optional<ColumnType> value = type(repeated.asGroupType().getType(1), path + ".value");
    return key.isPresent() && value.isPresent()
        ? Optional.of(new ColumnType.Map(key.get(), value.get()))
        : Optional.empty();
  }

  private Optional<ColumnType> primitive(PrimitiveType type, String path) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal.getPrecision() > LARGEST_PRECISION || decimal.getScale() < 0
          ? refused(
              path,
              "is a decimal(%d,%d), and %d digits are the most"
                  .formatted(decimal.getPrecision(), decimal.getScale(), LARGEST_PRECISION))
          : Optional.of(new ColumnType.Decimal(decimal.getPrecision(), decimal.getScale()));
    }
    Optional<String> name =
        switch (type.getPrimitiveTypeName()) {
          case BOOLEAN -> logical == null ? Optional.of("boolean") : Optional.empty();
          case INT32 -> int32(logical);
          case INT64 -> int64(logical);
          case INT96 -> logical == null ? Optional.of("timestamp") : Optional.empty();
          case FLOAT -> logical == null ? Optional.of("float") : Optional.empty();
          case DOUBLE -> logical == null ? Optional.of("double") : Optional.empty();
          case BINARY -> binary(logical);
          case FIXED_LEN_BYTE_ARRAY -> Optional.empty();
        };
    return name.isPresent()
        ? Optional.of(new ColumnType.Primitive(name.get()))
        : refused(path, fact(type, logical));
  }

  private static Optional<String> int32(@Nullable LogicalTypeAnnotation logical) {
    if (logical == null) {
      return Optional.of("integer");
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return Optional.of("date");
    }
    if (logical instanceof IntLogicalTypeAnnotation number && number.isSigned()) {
      return switch (number.getBitWidth()) {
        case Byte.SIZE -> Optional.of("byte");
        case Short.SIZE -> Optional.of("short");
        case Integer.SIZE -> Optional.of("integer");
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Optional<String> int64(@Nullable LogicalTypeAnnotation logical) {
    if (logical == null
        || (logical instanceof IntLogicalTypeAnnotation number && number.isSigned())) {
      return Optional.of("long");
    }
    if (logical instanceof TimestampLogicalTypeAnnotation time
        && time.getUnit() != TimeUnit.NANOS) {
      return Optional.of(time.isAdjustedToUTC() ? "timestamp" : "timestamp_ntz");
    }
    return Optional.empty();
  }

  private static Optional<String> binary(@Nullable LogicalTypeAnnotation logical) {
    if (logical == null) {
      return Optional.of("binary");
    }
    return logical instanceof StringLogicalTypeAnnotation
            || logical instanceof EnumLogicalTypeAnnotation
            || logical instanceof JsonLogicalTypeAnnotation
        ? Optional.of("string")
        : Optional.empty();
  }

  private static String fact(PrimitiveType type, @Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return "is an unsigned integer (%s)".formatted(logical);
    }
    return logical == null
        ? "is of the type %s".formatted(type.getPrimitiveTypeName())
        : "is of the type %s".formatted(logical);
  }

  private Optional<ColumnType> refused(String path, String fact) {
    refusals.refuse(path, fact);
    return Optional.empty();
  }
}
