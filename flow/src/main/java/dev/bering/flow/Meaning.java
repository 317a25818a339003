package dev.bering.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What columns mean, as their metadata tells. */
final class Meaning {
  static final String KEY = "bering.semantic";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private Meaning() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static Metadata metadata(String meaning) {
    return new MetadataBuilder().putString(KEY, meaning).build();
  }

  /** What {@code field} declares. */
  static Optional<String> of(StructField field) {
    return field.metadata().contains(KEY)
        ? Optional.of(field.metadata().getString(KEY))
        : Optional.empty();
  }

  /** What all columns and fields declare, such as {@code place.ip is ip-address}. */
  static List<String> all(StructType columns) {
    var all = new ArrayList<String>();
    collect("", columns, all);
    return all;
  }

  private static void collect(String prefix, StructType columns, List<String> all) {
    for (StructField field : columns.fields()) {
      String path = prefix + field.name();
      of(field).ifPresent(meaning -> all.add(path + " is " + meaning));
      collect(path, field.dataType(), all);
    }
  }

  private static void collect(String path, DataType type, List<String> all) {
    if (type instanceof StructType struct) {
      collect(path + ".", struct, all);
    } else if (type instanceof ArrayType array) {
      collect(path + ".element", array.elementType(), all);
    } else if (type instanceof MapType map) {
      collect(path + ".value", map.valueType(), all);
    }
  }
}
