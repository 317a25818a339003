package dev.bering.tables;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file's rows have in common, gathered while they pass (Delta protocol, "Per-file
 * Statistics"). Readers skip files by it, so a bound is left out wherever it could be wrong.
 */
final class FileStatistics {

  /** As many leading columns as Delta indexes unless told otherwise. */
  private static final int INDEXED_COLUMNS = 32;

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);

  private final List<ColumnBounds> columns = new ArrayList<>();
  private long rowCount;

  FileStatistics(DeltaSchema schema) {
    for (DeltaSchema.Field field : schema.fields()) {
      if (columns.size() < INDEXED_COLUMNS) {
        columns.add(new ColumnBounds(field.name()));
      }
    }
  }

  void add(@Nullable Object[] row) {
    rowCount++;
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).add(row[i]);
    }
  }

  long rowCount() {
    return rowCount;
  }

  String json() {
    ObjectNode json = JSON.createObjectNode().put("numRecords", rowCount);
    ObjectNode min = json.putObject("minValues");
    ObjectNode max = json.putObject("maxValues");
    ObjectNode nulls = json.putObject("nullCount");
    for (ColumnBounds column : columns) {
      column.min().ifPresent(value -> min.putPOJO(column.name(), value));
      column.max().ifPresent(value -> max.putPOJO(column.name(), value));
      nulls.put(column.name(), column.nullCount());
    }
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
