package dev.bering.tables.iceberg;

import dev.bering.tables.ColumnType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Which Parquet types hold the values of a table's type without anything being made up or lost
 * (Iceberg spec, "Appendix A: Parquet" and "Schema Evolution").
 */
final class StoredTypes {

  private StoredTypes() {}

  /** Whether a column of a file, which has no parts, can be read as a type. */
  static boolean holds(Type column, ColumnType type) {
    if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    PrimitiveType stored = column.asPrimitiveType();
    PrimitiveTypeName kind = stored.getPrimitiveTypeName();
    LogicalTypeAnnotation said = stored.getLogicalTypeAnnotation();
    if (type instanceof ColumnType.Decimal decimal) {
      return said instanceof DecimalLogicalTypeAnnotation found
          && found.getScale() == decimal.scale()
          && found.getPrecision() <= decimal.precision();
    }
    if (!(type instanceof ColumnType.Primitive primitive)) {
      return false;
    }
    return switch (primitive.name()) {
      case "boolean" -> kind == PrimitiveTypeName.BOOLEAN;
      case "integer" -> kind == PrimitiveTypeName.INT32 && isSigned(said);
      case "long" ->
          (kind == PrimitiveTypeName.INT32 || kind == PrimitiveTypeName.INT64) && isSigned(said);
      case "float" -> kind == PrimitiveTypeName.FLOAT;
      case "double" -> kind == PrimitiveTypeName.FLOAT || kind == PrimitiveTypeName.DOUBLE;
      case "date" -> said instanceof DateLogicalTypeAnnotation;
      case "time" ->
          said instanceof TimeLogicalTypeAnnotation time && time.getUnit() != TimeUnit.NANOS;
      case "timestamp" -> isTimestamp(said, true, false);
      case "timestamp_ntz" -> isTimestamp(said, false, false);
      case "timestamp_ns" -> isTimestamp(said, false, true);
      case "string" -> said instanceof StringLogicalTypeAnnotation;
      case "uuid" -> said instanceof UUIDLogicalTypeAnnotation;
      case "binary" ->
          said == null
              && (kind == PrimitiveTypeName.BINARY
                  || kind == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY);
      default -> false;
    };
  }

  private static boolean isSigned(@Nullable LogicalTypeAnnotation said) {
    return said == null || (said instanceof IntLogicalTypeAnnotation number && number.isSigned());
  }

  private static boolean isTimestamp(
      @Nullable LogicalTypeAnnotation said, boolean utc, boolean nanos) {
    return said instanceof TimestampLogicalTypeAnnotation timestamp
        && timestamp.isAdjustedToUTC() == utc
        && (timestamp.getUnit() == TimeUnit.NANOS) == nanos;
  }
}
