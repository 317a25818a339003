package dev.bering.flow;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Whether what a producer has covers what a consumer wants: every wanted column is there, of the
 * same or a narrower type. Names are compared as Spark does, upper and lower case alike; order and
 * further columns do not matter; structs are compared field by field, in lists and maps too.
 *
 * <p>A type may widen where no value changes: byte, short, int, long; float, double; a decimal to
 * one with no fewer digits before and after the point; a literal null, of type void, to any. Keys
 * of maps may not change.
 */
final class Covering {
  private static final List<DataType> INTEGERS =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
  private static final List<DataType> FLOATS = List.of(DataTypes.FloatType, DataTypes.DoubleType);

  /**
   * What is asked where NOT NULL or a meaning is wanted, and the producer's column may be null, or
   * declares no meaning.
   */
  enum Nulls {
    /** Two declarations are compared: what one demands the other must promise. */
    REFUSED,
    /** A frame is looked at: Spark's flags are no contract, and its expressions drop metadata. */
    IGNORED
  }

  private final String subject;
  private final Nulls nulls;
  private final List<Problem> problems = new ArrayList<>();

  private Covering(String subject, Nulls nulls) {
    this.subject = subject;
    this.nulls = nulls;
  }

  /**
   * Everything that keeps {@code have} from covering {@code want}.
   *
   * @param subject how the messages begin: {@code Cannot wire a.x to b.y}
   */
  static List<Problem> problems(String subject, StructType have, StructType want, Nulls nulls) {
    var comparison = new Covering(subject, nulls);
    comparison.struct("", have, want);
    return comparison.problems;
  }

  /** The field of {@code have} that {@code name} means; there must be exactly one. */
  static StructField field(StructType have, String name) {
    List<StructField> found = named(have, name);
    if (found.size() != 1) {
      throw new IllegalStateException(
          "%d columns named %s in %s".formatted(found.size(), name, have.toDDL()));
    }
    return found.get(0);
  }

  private static List<StructField> named(StructType have, String name) {
    return Arrays.stream(have.fields()).filter(f -> f.name().equalsIgnoreCase(name)).toList();
  }

  private void struct(String prefix, StructType have, StructType want) {
    for (StructField wanted : want.fields()) {
      String path = prefix + wanted.name();
      List<StructField> found = named(have, wanted.name());
      if (found.isEmpty()) {
        missing(path, wanted, have);
      } else if (found.size() > 1) {
        ambiguous(path, found);
      } else {
        nulls(path, found.get(0).nullable(), wanted.nullable());
        meaning(path, Meaning.of(found.get(0)), Meaning.of(wanted));
        type(path, found.get(0).dataType(), wanted.dataType());
      }
    }
  }

  private void type(String path, DataType have, DataType want) {
    if (have instanceof StructType from && want instanceof StructType into) {
      struct(path + ".", from, into);
    } else if (have instanceof ArrayType from && want instanceof ArrayType into) {
      nulls(path + ".element", from.containsNull(), into.containsNull());
      type(path + ".element", from.elementType(), into.elementType());
    } else if (have instanceof MapType from && want instanceof MapType into) {
      if (!from.keyType().equals(into.keyType())) {
        wrongType(path + ".key", from.keyType(), into.keyType());
      }
      nulls(path + ".value", from.valueContainsNull(), into.valueContainsNull());
      type(path + ".value", from.valueType(), into.valueType());
    } else if (!widens(have, want)) {
      wrongType(path, have, want);
    }
  }

  private static boolean widens(DataType have, DataType want) {
    if (have instanceof DecimalType from && want instanceof DecimalType into) {
      return into.scale() >= from.scale()
          && into.precision() - into.scale() >= from.precision() - from.scale();
    }
    return have.equals(want)
        || have.equals(DataTypes.NullType)
        || widens(INTEGERS, have, want)
        || widens(FLOATS, have, want);
  }

  private static boolean widens(List<DataType> ladder, DataType have, DataType want) {
    return ladder.contains(have) && ladder.indexOf(have) <= ladder.indexOf(want);
  }

  private void nulls(String path, boolean have, boolean want) {
    if (nulls == Nulls.REFUSED && have && !want) {
      add(
          "FLOW_COLUMN_NULL",
          "column %s may be null, wanted NOT NULL".formatted(path),
          "declare it @Nullable where it is read, or NOT NULL where it is made");
    }
  }

  private void meaning(String path, Optional<String> have, Optional<String> want) {
    boolean silent = have.isEmpty() && nulls == Nulls.IGNORED;
    if (want.isPresent() && !have.equals(want) && !silent) {
      add(
          "FLOW_COLUMN_SEMANTIC",
          "column %s is %s, wanted %s"
              .formatted(path, have.orElse("of no declared meaning"), want.get()),
          "declare @Semantic(\"%s\") where it is made, or wire another column"
              .formatted(want.get()));
    }
  }

  private void missing(String path, StructField wanted, StructType have) {
    add(
        "FLOW_COLUMN_MISSING",
        "column %s %s is missing".formatted(path, wanted.dataType().simpleString()),
        NearestName.hint(wanted.name(), Arrays.asList(have.fieldNames())));
  }

  private void ambiguous(String path, List<StructField> found) {
    add(
        "FLOW_COLUMN_AMBIGUOUS",
        "column %s is ambiguous, there are %s"
            .formatted(
                path, found.stream().map(StructField::name).collect(Collectors.joining(", "))),
        "rename all but one: Spark takes upper and lower case as the same");
  }

  private void wrongType(String path, DataType have, DataType want) {
    add(
        "FLOW_COLUMN_TYPE",
        "column %s is %s, wanted %s".formatted(path, have.simpleString(), want.simpleString()),
        "cast it to %s where it is made, or declare %s where it is read"
            .formatted(want.simpleString(), have.simpleString()));
  }

  private void add(String code, String fact, String hint) {
    problems.add(new Problem(code, "%s: %s.".formatted(subject, fact), hint));
  }
}
