package dev.bering.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.jspecify.annotations.Nullable;

/**
 * What the footer of a Parquet file says of its rows, in the words of a Delta log (Delta protocol,
 * "Per-file Statistics"). Readers pass over files by it, so a bound is left out wherever it could
 * be wrong:
 *
 * <ul>
 *   <li>of floats and doubles, as some writers leave NaN out of the footer's bounds;
 *   <li>of decimals that are stored as bytes, and of INT96;
 *   <li>of dates and times before 1900 or after 9999: some readers move old ones to another
 *       calendar;
 *   <li>of columns for which one row group tells none, or tells bytes that are no text.
 * </ul>
 */
public final class FooterStatistics {

  /** As many leading columns as Delta indexes unless told otherwise. */
  private static final int INDEXED_COLUMNS = 32;

  private static final LocalDateTime FIRST = LocalDateTime.of(1900, 1, 1, 0, 0);
  private static final LocalDateTime LAST = LocalDateTime.of(9999, 12, 31, 0, 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  private FooterStatistics() {}

  /**
   * The statistics of a file.
   *
   * @param columns as {@link ParquetTypes} tells them
   * @param physicalName what the log calls a column of the file
   */
  public static String json(
      ParquetMetadata footer, ColumnType.Struct columns, UnaryOperator<String> physicalName) {
    ObjectNode json =
        JSON.createObjectNode()
            .put(
                "numRecords",
                footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum());
    ObjectNode min = json.putObject("minValues");
    ObjectNode max = json.putObject("maxValues");
    ObjectNode nulls = json.putObject("nullCount");
    columns.fields().stream()
        .filter(field -> field.type() instanceof ColumnType.Primitive)
        .limit(INDEXED_COLUMNS)
        .forEach(
            field -> {
              String name = physicalName.apply(field.name());
              Optional<ColumnFacts> facts =
                  ColumnFacts.of(footer, field.name(), (ColumnType.Primitive) field.type());
              facts.ifPresent(known -> nulls.put(name, known.nullCount));
              facts.flatMap(ColumnFacts::min).ifPresent(value -> min.putPOJO(name, value));
              facts.flatMap(ColumnFacts::max).ifPresent(value -> max.putPOJO(name, value));
            });
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What all row groups together say of one column. */
  private static final class ColumnFacts {
    private final ColumnBounds bounds;
    private boolean bounded;
    private long nullCount;

    private ColumnFacts(String name, ColumnType.Primitive type) {
      this.bounds = new ColumnBounds(name);
      this.bounded =
          switch (type.name()) {
            case "byte",
                "short",
                "integer",
                "long",
                "string",
                "date",
                "timestamp",
                "timestamp_ntz" ->
                true;
            default -> false;
          };
    }

    /** Empty if a row group does not say how many values are null. */
    static Optional<ColumnFacts> of(
        ParquetMetadata footer, String name, ColumnType.Primitive type) {
      ColumnFacts facts = new ColumnFacts(name, type);
      for (BlockMetaData group : footer.getBlocks()) {
        Optional<Statistics<?>> said = statistics(group, name);
        if (said.isEmpty()) {
          return Optional.empty();
        }
        facts.add(said.get(), group.getRowCount(), type);
      }
      return Optional.of(facts);
    }

    private static Optional<Statistics<?>> statistics(BlockMetaData group, String name) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        if (chunk.getPath().size() == 1 && chunk.getPath().toArray()[0].equals(name)) {
          Statistics<?> said = chunk.getStatistics();
          return said == null || !said.isNumNullsSet() ? Optional.empty() : Optional.of(said);
        }
      }
      return Optional.empty();
    }

    private void add(Statistics<?> said, long rowCount, ColumnType.Primitive type) {
      nullCount += said.getNumNulls();
      if (!bounded || said.getNumNulls() == rowCount) {
        return;
      }
      Optional<Object> least =
          said.hasNonNullValue() ? value(said, said.genericGetMin(), type) : Optional.empty();
      Optional<Object> greatest =
          said.hasNonNullValue() ? value(said, said.genericGetMax(), type) : Optional.empty();
      if (least.isEmpty() || greatest.isEmpty()) {
        bounded = false;
      } else {
        bounds.add(least.get());
        bounds.add(greatest.get());
      }
    }

    Optional<Object> min() {
      return bounded ? bounds.min() : Optional.empty();
    }

    Optional<Object> max() {
      return bounded ? bounds.max() : Optional.empty();
    }
  }

  private static Optional<Object> value(
      Statistics<?> said, @Nullable Object value, ColumnType.Primitive type) {
    if (value instanceof Binary bytes) {
      return type.name().equals("string") ? text(bytes) : Optional.empty();
    }
    if (!(value instanceof Number number)) {
      return Optional.empty();
    }
    return switch (type.name()) {
      case "date" -> date(number.longValue());
      case "timestamp", "timestamp_ntz" ->
          time(said, number.longValue())
              .map(time -> type.name().equals("timestamp") ? time.toInstant(ZoneOffset.UTC) : time);
      default -> Optional.of(number);
    };
  }

  private static Optional<Object> text(Binary bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> date(long day) {
    return day < FIRST.toLocalDate().toEpochDay() || day > LAST.toLocalDate().toEpochDay()
        ? Optional.empty()
        : Optional.of(LocalDate.ofEpochDay(day));
  }

  private static Optional<LocalDateTime> time(Statistics<?> said, long value) {
    if (!(said.type().getLogicalTypeAnnotation()
        instanceof TimestampLogicalTypeAnnotation stored)) {
      return Optional.empty();
    }
    ChronoUnit unit = stored.getUnit() == TimeUnit.MILLIS ? ChronoUnit.MILLIS : ChronoUnit.MICROS;
    LocalDateTime time = LocalDateTime.ofInstant(Instant.EPOCH.plus(value, unit), ZoneOffset.UTC);
    return time.isBefore(FIRST) || time.isAfter(LAST) ? Optional.empty() : Optional.of(time);
  }
}
