package dev.bering.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import io.delta.kernel.TableManager;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileWriterTest {

  @TempDir Path folder;

  private static DeltaSchema.Field field(String name, String type) {
    return new DeltaSchema.Field(name, new ColumnType.Primitive(type), true);
  }

  private static RowSource rows(@Nullable Object[]... rows) {
    Iterator<@Nullable Object[]> left = Arrays.asList(rows).iterator();
    return row -> {
      if (!left.hasNext()) {
        return false;
      }
      @Nullable Object[] next = left.next();
      System.arraycopy(next, 0, row, 0, next.length);
      return true;
    };
  }

  private String stats(DeltaSchema schema, @Nullable Object[]... rows) throws IOException {
    return new DataFileWriter(Stores.open(Location.of(folder)), schema)
        .write("a.parquet", rows(rows))
        .orElseThrow()
        .file()
        .stats();
  }

  @Test
  void makesNoFileOfNoRows() throws IOException {
    DeltaSchema schema = new DeltaSchema(List.of(field("i", "integer")));
    assertThat(
            new DataFileWriter(Stores.open(Location.of(folder)), schema).write("a.parquet", rows()))
        .isEmpty();
    assertThat(folder.resolve("a.parquet")).doesNotExist();
  }

  @Test
  void boundsEveryColumnThatHasAnOrder() throws IOException {
    DeltaSchema schema =
        new DeltaSchema(
            List.of(
                field("i", "integer"),
                field("s", "string"),
                field("d", "date"),
                field("t", "timestamp"),
                field("l", "timestamp_ntz"),
                new DeltaSchema.Field("n", new ColumnType.Decimal(38, 2), true),
                field("b", "boolean"),
                field("x", "binary")));
    Instant moment = Instant.parse("2024-01-01T00:00:00.000001Z");
    LocalDateTime local = LocalDateTime.parse("1969-12-31T23:59:59.999999");
    assertThat(
            stats(
                schema,
                new Object[] {
                  3,
                  "b",
                  LocalDate.of(1, 1, 1),
                  moment,
                  local,
                  new BigDecimal("-123456789012345678901234567890123456.78"),
                  true,
                  new byte[1]
                },
                new Object[] {
                  -3,
                  "a",
                  LocalDate.of(2024, 1, 1),
                  moment,
                  local,
                  new BigDecimal("0.10"),
                  false,
                  new byte[0]
                },
                new Object[8]))
        .isEqualTo(
            "{\"numRecords\":3,"
                + "\"minValues\":{\"i\":-3,\"s\":\"a\",\"d\":\"0001-01-01\","
                + "\"t\":\"2024-01-01T00:00:00.000Z\",\"l\":\"1969-12-31T23:59:59.999\","
                + "\"n\":-123456789012345678901234567890123456.78},"
                + "\"maxValues\":{\"i\":3,\"s\":\"b\",\"d\":\"2024-01-01\","
                + "\"t\":\"2024-01-01T00:00:00.001Z\",\"l\":\"1970-01-01T00:00:00.000\","
                + "\"n\":0.10},"
                + "\"nullCount\":{\"i\":1,\"s\":1,\"d\":1,\"t\":1,\"l\":1,\"n\":1,\"b\":1,\"x\":1}}");
  }

  @Test
  void leavesOutBoundsThatCouldBeWrong() throws IOException {
    DeltaSchema schema =
        new DeltaSchema(
            List.of(
                field("nan", "double"),
                field("infinite", "float"),
                field("late", "timestamp"),
                field("s", "string")));
    String prefix = "\ud83d\ude00".repeat(32);
    assertThat(
            stats(
                schema,
                new Object[] {1.0, 1f, Instant.parse("9999-12-31T23:59:59.999999Z"), prefix + "x"},
                new Object[] {
                  Double.NaN,
                  Float.POSITIVE_INFINITY,
                  Instant.parse("2024-01-01T00:00:00Z"),
                  "\uffff".repeat(33)
                }))
        .isEqualTo(
            "{\"numRecords\":2,\"minValues\":{\"late\":\"2024-01-01T00:00:00.000Z\",\"s\":\"%s\"},\"maxValues\":{\"s\":\"%s\"},\"nullCount\":{\"nan\":0,\"infinite\":0,\"late\":0,\"s\":0}}"
                .formatted("\uffff".repeat(32), prefix + "\udbff\udfff"));
  }

  @Test
  void tagsAndNotesOutliveACheckpoint() throws IOException {
    Store store = Stores.open(Location.of(folder));
    DeltaSchema schema = new DeltaSchema(List.of(field("t", "timestamp_ntz")));
    LiveFile first =
        new DataFileWriter(store, schema)
            .write("a.parquet", rows(new Object[] {LocalDateTime.of(2024, 1, 1, 0, 0)}))
            .orElseThrow()
            .file()
            .withTags(Map.of("range", "[]"));
    Instant time = Instant.parse("2024-01-01T00:00:00Z");
    assertThat(
            new DeltaCommit(0, time, "CLONE", Map.of("source", "s"))
                .create("the-id", "orders", schema)
                .add(first)
                .note("bering.test", "one")
                .publish(store))
        .isTrue();
    DeltaCommit second =
        new DeltaCommit(1, time, "CLONE", Map.of())
            .describe(first.withTags(Map.of("range", "[1]")))
            .note("bering.test", "two");
    assertThat(second.publish(store)).isTrue();
    assertThat(second.publish(store)).as("a version is published once").isFalse();
    Engine engine = DefaultEngine.create(new Configuration());
    TableManager.loadSnapshot(folder.toString()).build(engine).writeCheckpoint(engine);
    Files.delete(folder.resolve("_delta_log/00000000000000000000.json"));
    assertThat(DeltaState.read(store, "bering.test"))
        .hasValueSatisfying(
            state -> {
              assertThat(state.version()).isEqualTo(1);
              assertThat(state.tableId()).isEqualTo("the-id");
              assertThat(state.features()).isEqualTo(Set.of("domainMetadata", "timestampNtz"));
              assertThat(state.note()).hasValue("two");
              assertThat(state.files()).hasSize(1);
              assertThat(state.files().get(0).tags()).isEqualTo(Map.of("range", "[1]"));
            });
  }
}
