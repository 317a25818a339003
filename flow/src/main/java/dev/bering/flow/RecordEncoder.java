package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Makes Spark encoders of Java records. Only this class and {@link RuleSql} touch catalyst, Spark's
 * internals: {@code Encoders.bean} reads a record as a struct without columns and says nothing
 * (measured on Spark 4.1.3), and no public encoder knows records.
 *
 * <p>The types of columns are a closed list, because Spark's own inference takes any other class
 * for a bean and loses its contents silently. Elements of lists and values of maps may be null; of
 * the columns {@link Nullness} says which may.
 */
final class RecordEncoder {
  private static final Map<Type, AgnosticEncoder<?>> PLAIN =
      Map.ofEntries(
          Map.entry(boolean.class, AgnosticEncoders.PrimitiveBooleanEncoder$.MODULE$),
          Map.entry(byte.class, AgnosticEncoders.PrimitiveByteEncoder$.MODULE$),
          Map.entry(short.class, AgnosticEncoders.PrimitiveShortEncoder$.MODULE$),
          Map.entry(int.class, AgnosticEncoders.PrimitiveIntEncoder$.MODULE$),
          Map.entry(long.class, AgnosticEncoders.PrimitiveLongEncoder$.MODULE$),
          Map.entry(float.class, AgnosticEncoders.PrimitiveFloatEncoder$.MODULE$),
          Map.entry(double.class, AgnosticEncoders.PrimitiveDoubleEncoder$.MODULE$),
          Map.entry(Boolean.class, AgnosticEncoders.BoxedBooleanEncoder$.MODULE$),
          Map.entry(Byte.class, AgnosticEncoders.BoxedByteEncoder$.MODULE$),
          Map.entry(Short.class, AgnosticEncoders.BoxedShortEncoder$.MODULE$),
          Map.entry(Integer.class, AgnosticEncoders.BoxedIntEncoder$.MODULE$),
          Map.entry(Long.class, AgnosticEncoders.BoxedLongEncoder$.MODULE$),
          Map.entry(Float.class, AgnosticEncoders.BoxedFloatEncoder$.MODULE$),
          Map.entry(Double.class, AgnosticEncoders.BoxedDoubleEncoder$.MODULE$),
          Map.entry(String.class, AgnosticEncoders.StringEncoder$.MODULE$),
          Map.entry(byte[].class, AgnosticEncoders.BinaryEncoder$.MODULE$),
          Map.entry(Instant.class, new AgnosticEncoders.InstantEncoder(false)),
          Map.entry(LocalDate.class, new AgnosticEncoders.LocalDateEncoder(false)),
          Map.entry(LocalDateTime.class, AgnosticEncoders.LocalDateTimeEncoder$.MODULE$),
          Map.entry(BigDecimal.class, decimal(DecimalType.SYSTEM_DEFAULT())));

  private static final String KNOWN_TYPES =
      "use a primitive or its box, String, BigDecimal, Instant, LocalDate, LocalDateTime, byte[],"
          + " an enum, a record, or an array, List or Map of these";

  private final List<Problem> problems = new ArrayList<>();
  private final Deque<Class<?>> inside = new ArrayDeque<>();
  private final Set<Class<?>> seen = new LinkedHashSet<>();
  private final String subject;

  /**
   * @param subject how the messages begin, up to the path of a column: {@code Cannot read column
   *     Alert.}
   */
  private RecordEncoder(String subject) {
    this.subject = subject;
  }

  /**
   * The encoder of {@code type}.
   *
   * @throws UserException FLOW_ROW_TYPE for every column without a Spark type, FLOW_ROW_ACCESS for
   *     every record that Spark's generated code cannot reach
   */
  static <R extends Record> Encoder<R> of(Class<R> type) {
    var reading = new RecordEncoder(subject(type));
    AgnosticEncoder<R> encoder = reading.struct("", type);
    reading.seen.stream()
        .filter(record -> !Modifier.isPublic(record.getModifiers()))
        .forEach(reading::refuseHidden);
    reading.refuseProblems();
    return encoder;
  }

  /**
   * The columns of {@code type}, in the order of its components.
   *
   * @throws UserException FLOW_ROW_TYPE for every column without a Spark type
   */
  static StructType schema(Class<? extends Record> type) {
    return schema(subject(type), type);
  }

  /** As {@link #schema(Class)}, with messages that begin with {@code subject}. */
  static StructType schema(String subject, Class<? extends Record> type) {
    var reading = new RecordEncoder(subject);
    StructType schema = reading.struct("", type).schema();
    reading.refuseProblems();
    return schema;
  }

  private static String subject(Class<?> type) {
    return "Cannot read column %s.".formatted(TypeName.of(type));
  }

  /**
   * @param prefix the path that leads here, with a dot at its end if it is not empty
   */
  private <R extends Record> AgnosticEncoder<R> struct(String prefix, Class<R> type) {
    seen.add(type);
    inside.push(type);
    var fields = new ArrayList<EncoderField>();
    refuseTwins(prefix, type);
    for (RecordComponent column : type.getRecordComponents()) {
      AgnosticEncoder<?> encoder = column(prefix + column.getName(), column);
      if (encoder != null) {
        fields.add(
            new EncoderField(
                column.getName(),
                encoder,
                Nullness.mayBeNull(column),
                metadata(prefix + column.getName(), column),
                Option.empty(),
                Option.empty()));
      }
    }
    inside.pop();
    return new AgnosticEncoders.ProductEncoder<>(
        ClassTag$.MODULE$.apply(type),
        CollectionConverters.asScala(fields).toSeq(),
        Option.empty());
  }

  private Metadata metadata(String path, RecordComponent column) {
    Semantic semantic = column.getAnnotation(Semantic.class);
    if (semantic == null) {
      return Metadata.empty();
    }
    if (!Meaning.isName(semantic.value())) {
      refuse(
          path,
          "@Semantic(\"%s\") is no name".formatted(semantic.value()),
          "write it in small letters, digits and dashes: @Semantic(\"ip-address\")");
    }
    return Meaning.metadata(semantic.value());
  }

  /** Spark takes upper and lower case as the same. */
  private void refuseTwins(String prefix, Class<? extends Record> type) {
    var names = new HashMap<String, String>();
    for (RecordComponent column : type.getRecordComponents()) {
      String twin = names.put(column.getName().toLowerCase(Locale.ROOT), column.getName());
      if (twin != null) {
        refuse(
            prefix + column.getName(),
            "Spark cannot tell it from " + twin,
            "rename one: Spark takes upper and lower case as the same");
      }
    }
  }

  private @Nullable AgnosticEncoder<?> column(String path, RecordComponent column) {
    Ddl ddl = column.getAnnotation(Ddl.class);
    return ddl == null
        ? type(path, column.getGenericType())
        : declared(path, column.getType(), ddl.value());
  }

  private @Nullable AgnosticEncoder<?> declared(String path, Class<?> type, String ddl) {
    if (type == BigDecimal.class && parsed(ddl) instanceof DecimalType decimal) {
      return decimal(decimal);
    }
    return refuse(
        path,
        "@Ddl(\"%s\") on a %s".formatted(ddl, type.getSimpleName()),
        "in a row record, @Ddl gives a BigDecimal its precision: @Ddl(\"DECIMAL(12,2)\")");
  }

  private static @Nullable DataType parsed(String ddl) {
    try {
      return DataType.fromDDL(ddl);
    } catch (Exception e) { // Scala throws the checked ParseException without saying so
      return null;
    }
  }

  private @Nullable AgnosticEncoder<?> type(String path, Type type) {
    AgnosticEncoder<?> plain = PLAIN.get(type);
    if (plain != null) {
      return plain;
    }
    if (type instanceof Class<?> c && c.isRecord()) {
      return record(path, c.asSubclass(Record.class));
    }
    if (type instanceof Class<?> c && c.isEnum()) {
      return new AgnosticEncoders.JavaEnumEncoder<>(ClassTag$.MODULE$.apply(c));
    }
    if (type instanceof Class<?> c && c.isArray()) {
      return array(path, c.getComponentType());
    }
    if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
      return list(path, p.getActualTypeArguments()[0]);
    }
    if (type instanceof ParameterizedType p && p.getRawType() == Map.class) {
      return map(path, p.getActualTypeArguments()[0], p.getActualTypeArguments()[1]);
    }
    return refuse(path, type.getTypeName() + " has no Spark type", KNOWN_TYPES);
  }

  private @Nullable AgnosticEncoder<?> record(String path, Class<? extends Record> type) {
    if (inside.contains(type)) {
      return refuse(path, TypeName.of(type) + " contains itself", KNOWN_TYPES);
    }
    return type.getRecordComponents().length == 0
        ? refuse(path, TypeName.of(type) + " has no columns", "give it one, or drop it")
        : struct(path + ".", type);
  }

  private @Nullable AgnosticEncoder<?> array(String path, Class<?> element) {
    AgnosticEncoder<?> elements = type(path + ".element", element);
    return elements == null
        ? null
        : new AgnosticEncoders.ArrayEncoder<>(elements, !element.isPrimitive());
  }

  private @Nullable AgnosticEncoder<?> list(String path, Type element) {
    AgnosticEncoder<?> elements = type(path + ".element", element);
    return elements == null
        ? null
        : new AgnosticEncoders.IterableEncoder<>(
            ClassTag$.MODULE$.apply(List.class), elements, true, false);
  }

  private @Nullable AgnosticEncoder<?> map(String path, Type key, Type value) {
    AgnosticEncoder<?> keys = type(path + ".key", key);
    AgnosticEncoder<?> values = type(path + ".value", value);
    return keys == null || values == null
        ? null
        : new AgnosticEncoders.MapEncoder<>(ClassTag$.MODULE$.apply(Map.class), keys, values, true);
  }

  private @Nullable AgnosticEncoder<?> refuse(String path, String fact, String hint) {
    problems.add(new Problem("FLOW_ROW_TYPE", "%s%s: %s.".formatted(subject, path, fact), hint));
    return null;
  }

  private void refuseHidden(Class<?> record) {
    problems.add(
        new Problem(
            "FLOW_ROW_ACCESS",
            "Cannot make rows of %s: the record is not public, so Spark's generated code cannot"
                    .formatted(TypeName.of(record))
                + " reach it.",
            "make it public, or read columns with df()"));
  }

  private void refuseProblems() {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static AgnosticEncoder<BigDecimal> decimal(DecimalType type) {
    return new AgnosticEncoders.JavaDecimalEncoder(type, false);
  }
}
