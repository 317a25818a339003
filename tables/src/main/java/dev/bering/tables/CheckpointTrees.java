package dev.bering.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads the actions of Parquet checkpoints and sidecars as the JSON that a commit would have for
 * them: every field, also those that nobody here knows.
 *
 * <p>Columns whose names end in {@code _parsed} repeat others in another form. They are passed
 * over, but for {@code stats_parsed} where a writer has left {@code stats} away: then it becomes
 * {@code stats} again (Delta protocol, "Checkpoint Schema" and "Per-file Statistics").
 */
public final class CheckpointTrees {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

  private final Store store;

  /** A reader of the table at the root of {@code store}. */
  public CheckpointTrees(Store store) {
    this.store = store;
  }

  /**
   * Hands on every action of a file.
   *
   * @throws UserException DELTA_LOG_CORRUPT if it cannot be read
   */
  public void read(StoredFile file, LogReader.TreeSink sink) throws IOException {
    try {
      ParquetFiles.read(
          ParquetFiles.of(store, file.path(), file.sizeBytes()), row -> sink.accept(action(row)));
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw UserException.source(
          new Problem(
              "DELTA_LOG_CORRUPT",
              "Cannot read %s: checkpoint %s is not readable (%s)."
                  .formatted(store.name(), file.path(), Failures.rootFact(e)),
              "restore the file from a backup, or clone from a healthy copy of the table"),
          e);
    }
  }

  private static ObjectNode action(Group row) {
    ObjectNode action = struct(row);
    if (action.get("add") instanceof ObjectNode add && !add.has("stats")) {
      Group file = row.getGroup("add", 0);
      if (has(file, "stats_parsed")) {
        add.put("stats", struct(file.getGroup("stats_parsed", 0)).toString());
      }
    }
    return action;
  }

  private static boolean has(Group group, String field) {
    return group.getType().containsField(field) && group.getFieldRepetitionCount(field) > 0;
  }

  /** The fields that are there; an absent field and a null one are the same to Delta. */
  private static ObjectNode struct(Group group) {
    ObjectNode node = JSON.objectNode();
    GroupType type = group.getType();
    for (int field = 0; field < type.getFieldCount(); field++) {
      String name = type.getFieldName(field);
      if (group.getFieldRepetitionCount(field) > 0 && !name.endsWith("_parsed")) {
        value(group, field, 0).ifPresent(value -> node.set(name, value));
      }
    }
    return node;
  }

  private static Optional<JsonNode> value(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return primitive(group, field, index, type.asPrimitiveType());
    }
    Group value = group.getGroup(field, index);
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof MapLogicalTypeAnnotation) {
      return Optional.of(map(value));
    }
    if (logical instanceof ListLogicalTypeAnnotation) {
      return Optional.of(list(value));
    }
    return Optional.of(struct(value));
  }

  private static ObjectNode map(Group map) {
    ObjectNode node = JSON.objectNode();
    for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
      Group entry = map.getGroup(0, i);
      JsonNode value =
          entry.getType().getFieldCount() > 1 && entry.getFieldRepetitionCount(1) > 0
              ? value(entry, 1, 0).orElse(NullNode.getInstance())
              : NullNode.getInstance();
      node.set(entry.getString(0, 0), value);
    }
    return node;
  }

  private static ArrayNode list(Group list) {
    ArrayNode node = JSON.arrayNode();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      Group element = list.getGroup(0, i);
      node.add(
          element.getFieldRepetitionCount(0) > 0
              ? value(element, 0, 0).orElse(NullNode.getInstance())
              : NullNode.getInstance());
    }
    return node;
  }

  /** Empty for what JSON has no form for; statistics may lack any value. */
  private static Optional<JsonNode> primitive(
      Group group, int field, int index, PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return Optional.of(JSON.numberNode(decimal(group, field, index, type, decimal.getScale())));
    }
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> Optional.of(JSON.booleanNode(group.getBoolean(field, index)));
      case INT32 -> Optional.of(int32(group.getInteger(field, index), logical));
      case INT64 -> Optional.of(int64(group.getLong(field, index), logical));
      case FLOAT ->
          finite(group.getFloat(field, index), JSON.numberNode(group.getFloat(field, index)));
      case DOUBLE ->
          finite(group.getDouble(field, index), JSON.numberNode(group.getDouble(field, index)));
      case BINARY ->
          logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
              ? Optional.of(JSON.textNode(group.getString(field, index)))
              : Optional.empty();
      case INT96, FIXED_LEN_BYTE_ARRAY -> Optional.empty();
    };
  }

  private static JsonNode int32(int value, @Nullable LogicalTypeAnnotation logical) {
    return logical instanceof DateLogicalTypeAnnotation
        ? JSON.textNode(LocalDate.ofEpochDay(value).toString())
        : JSON.numberNode(value);
  }

  /** A number that fits becomes what a JSON reader makes of it, so that both compare as equal. */
  private static JsonNode int64(long value, @Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      return JSON.textNode(timestamp(value, timestamp));
    }
    return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
  }

  private static Optional<JsonNode> finite(double value, JsonNode node) {
    return Double.isFinite(value) ? Optional.of(node) : Optional.empty();
  }

  private static BigDecimal decimal(
      Group group, int field, int index, PrimitiveType type, int scale) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> BigDecimal.valueOf(group.getInteger(field, index), scale);
      case INT64 -> BigDecimal.valueOf(group.getLong(field, index), scale);
      default -> new BigDecimal(new BigInteger(group.getBinary(field, index).getBytes()), scale);
    };
  }

  /** Milliseconds, cut off: readers of statistics allow for that. */
  private static String timestamp(long value, TimestampLogicalTypeAnnotation type) {
    ChronoUnit unit =
        switch (type.getUnit()) {
          case MILLIS -> ChronoUnit.MILLIS;
          case MICROS -> ChronoUnit.MICROS;
          case NANOS -> ChronoUnit.NANOS;
        };
    Instant instant = Instant.EPOCH.plus(value, unit);
    String text = MILLIS.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    return type.isAdjustedToUTC() ? text + "Z" : text;
  }
}
