package dev.bering.clone.folder;

import static dev.bering.clone.ParquetFixture.EARLIER;
import static dev.bering.clone.ParquetFixture.ID_AND_NAME;
import static dev.bering.clone.ParquetFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.KernelRows;
import dev.bering.clone.Note;
import dev.bering.clone.ParquetFixture;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;

class FolderConversionTest extends ConversionCase {

  private List<ObjectNode> commit(long version) throws IOException {
    List<ObjectNode> actions = new ArrayList<>();
    new LogReader(Stores.open(Location.of(target)))
        .readTrees("_delta_log/%020d.json".formatted(version), actions::add);
    return actions;
  }

  private List<String> names(long version) throws IOException {
    return commit(version).stream().map(action -> action.fieldNames().next()).toList();
  }

  private ObjectNode action(long version, String name) throws IOException {
    return commit(version).stream()
        .filter(action -> action.has(name))
        .map(action -> (ObjectNode) action.get(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void makesOneCommitWithPartitionsAndStatistics() throws IOException {
    source
        .write("at=2026-01-31 10%3A00/n=7/a.parquet", ID_AND_NAME, row(1, "x"), row(2, "y"))
        .write(
            "at=2026-01-31 10%3A00/n=__HIVE_DEFAULT_PARTITION__/000000_0",
            ID_AND_NAME, row(3, "z"), group -> group.append("id", 4));
    Files.writeString(source.root().resolve("_SUCCESS"), "");

    CloneReport report = run();

    assertThat(report.copiedFileCount()).isEqualTo(2);
    assertThat(names(0)).containsExactly("commitInfo", "protocol", "metaData", "add", "add", "txn");
    assertThat(action(0, "protocol"))
        .hasToString("{\"minReaderVersion\":1,\"minWriterVersion\":2}");
    assertThat(action(0, "metaData").path("partitionColumns")).hasToString("[\"at\",\"n\"]");
    assertThat(action(0, "add").path("path").asText())
        .matches("at=2026-01-31%2010%253A00/n=7/a-[0-9a-f]{16}\\.parquet");
    assertThat(action(0, "add").path("partitionValues"))
        .hasToString("{\"at\":\"2026-01-31 10:00\",\"n\":\"7\"}");
    assertThat(action(0, "add").path("modificationTime").asLong())
        .isEqualTo(EARLIER.toEpochMilli());
    assertThat(action(0, "add").path("stats").asText())
        .isEqualTo(
            "{\"numRecords\":2,\"minValues\":{\"id\":1,\"name\":\"x\"},"
                + "\"maxValues\":{\"id\":2,\"name\":\"y\"},\"nullCount\":{\"id\":0,\"name\":0}}");
    assertThat(KernelRows.columns(target))
        .isEqualTo("id integer, name string, at string, n integer");
    assertThat(KernelRows.read(target))
        .containsExactly(
            "1|x|2026-01-31 10:00|7",
            "2|y|2026-01-31 10:00|7",
            "3|z|2026-01-31 10:00|null",
            "4|null|2026-01-31 10:00|null");
    assertThat(check().text()).startsWith("= 2  - 0  + 0  * 0  ! 0  at 2 files of ");
    assertThat(plan(Map.of()).isEmpty()).isTrue();
  }

  @Test
  void makesOneCommitOfTheDifference() throws IOException {
    source
        .write("d=1/kept.parquet", ID_AND_NAME, row(1, "x"))
        .write("d=1/changed.parquet", ID_AND_NAME, row(2, "old"))
        .write("d=1/gone.parquet", ID_AND_NAME, row(3, "z"));
    run();
    source
        .write("d=1/changed.parquet", EARLIER.plusSeconds(1), ID_AND_NAME, row(2, "new"))
        .write(
            "d=2/added.parquet",
            ID_AND_NAME + " optional double price;",
            group -> group.append("id", 4).append("name", "w").append("price", 0.5));
    Files.delete(source.root().resolve("d=1/gone.parquet"));
    assertThat(check().exitCode()).isEqualTo(ExitCode.DIFFERENT);

    CloneReport report = run();

    assertThat(report.copiedFileCount()).isEqualTo(2);
    assertThat(names(1))
        .containsExactlyInAnyOrder(
            "commitInfo", "metaData", "add", "add", "remove", "remove", "txn");
    assertThat(KernelRows.read(target)).containsExactly("1|x|null|1", "2|new|null|1", "4|w|0.5|2");
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(plan(Map.of()).isEmpty()).isTrue();
    Path old = folder.resolve("old");
    Files.createDirectories(old.resolve("_delta_log"));
    Files.copy(
        target.resolve("_delta_log/00000000000000000000.json"),
        old.resolve("_delta_log/00000000000000000000.json"));
    for (String path : List.of("d=1")) {
      Files.createSymbolicLink(old.resolve(path), target.resolve(path));
    }
    assertThat(KernelRows.read(old))
        .as("the version before")
        .containsExactly("1|x|1", "2|old|1", "3|z|1");
  }

  @Test
  void readsTheSameValuesOfEveryType() throws IOException {
    String columns =
        """
        optional boolean b; optional int32 i8 (INTEGER(8,true)); optional int32 i16 (INTEGER(16,true));
        optional int32 i32; optional int64 i64; optional float f; optional double d;
        optional binary s (STRING); optional binary e (ENUM); optional binary raw;
        optional int32 day (DATE); optional int64 micros (TIMESTAMP(MICROS,true));
        optional int64 millis (TIMESTAMP(MILLIS,true)); optional int64 local (TIMESTAMP(MICROS,false));
        optional int96 old; optional int32 d9 (DECIMAL(9,2)); optional int64 d18 (DECIMAL(18,3));
        optional fixed_len_byte_array(9) d20 (DECIMAL(20,1)); optional binary d30 (DECIMAL(30,1));
        optional group l (LIST) { repeated group bag { optional int32 array_element; } }
        optional group m (MAP) { repeated group map { required binary key (STRING); optional int32 value; } }
        optional group st { optional int32 x; optional group y { optional binary z (STRING); } }
        """;
    source.write(
        "a.parquet",
        columns,
        group -> {
          group.append("b", true).append("i8", -8).append("i16", -16).append("i32", 32);
          group.append("i64", 64L).append("f", 1.5f).append("d", Double.NaN).append("s", "text");
          group.append("e", "ENUM").append("raw", Binary.fromConstantByteArray(new byte[] {1, -1}));
          group.append("day", 20_000).append("micros", 1_700_000_000_123_456L);
          group.append("millis", 1_700_000_000_123L).append("local", 1_700_000_000_000_001L);
          group.append("old", new NanoTime(2_440_588, 1_000L));
          group.append("d9", 12_345).append("d18", 123_456L);
          group.append(
              "d20", Binary.fromConstantByteArray(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -5}));
          group.append("d30", Binary.fromConstantByteArray(new byte[] {1, 0}));
          var list = group.addGroup("l");
          list.addGroup("bag").append("array_element", 1);
          list.addGroup("bag");
          group.addGroup("m").addGroup("map").append("key", "k").append("value", 9);
          group.addGroup("st").append("x", 1).addGroup("y").append("z", "deep");
        },
        group -> {});
    run();
    assertThat(KernelRows.columns(target))
        .isEqualTo(
            "b boolean, i8 byte, i16 short, i32 integer, i64 long, f float, d double, s string,"
                + " e string, raw binary, day date, micros timestamp, millis timestamp,"
                + " local timestamp_ntz, old timestamp, d9 Decimal(9, 2), d18 Decimal(18, 3),"
                + " d20 Decimal(20, 1), d30 Decimal(30, 1), l array[integer],"
                + " m map[string, integer], st struct");
    assertThat(KernelRows.read(target))
        .containsExactly(
            "null|".repeat(21) + "null",
            "true|-8|-16|32|64|1.5|NaN|text|ENUM|01ff|2024-10-04|2023-11-14T22:13:20.123456Z|"
                + "2023-11-14T22:13:20.123Z|2023-11-14T22:13:20.000001|1970-01-01T00:00:00.000001Z|"
                + "123.45|123.456|-0.5|25.6|[1,null]|<k=9>|{x=1,y={z=deep}}");
    assertThat(action(0, "add").path("stats").asText())
        .isEqualTo(
            "{\"numRecords\":2,\"minValues\":{\"i8\":-8,\"i16\":-16,\"i32\":32,\"i64\":64,"
                + "\"s\":\"text\",\"e\":\"ENUM\",\"day\":\"2024-10-04\","
                + "\"micros\":\"2023-11-14T22:13:20.123Z\",\"millis\":\"2023-11-14T22:13:20.123Z\","
                + "\"local\":\"2023-11-14T22:13:20.000\"},\"maxValues\":{\"i8\":-8,\"i16\":-16,"
                + "\"i32\":32,\"i64\":64,\"s\":\"text\",\"e\":\"ENUM\",\"day\":\"2024-10-04\","
                + "\"micros\":\"2023-11-14T22:13:20.124Z\",\"millis\":\"2023-11-14T22:13:20.123Z\","
                + "\"local\":\"2023-11-14T22:13:20.001\"},\"nullCount\":{\"b\":1,\"i8\":1,\"i16\":1,"
                + "\"i32\":1,\"i64\":1,\"f\":1,\"d\":1,\"s\":1,\"e\":1,\"raw\":1,\"day\":1,"
                + "\"micros\":1,\"millis\":1,\"local\":1,\"old\":1}}");
  }

  @Test
  void refusesTypesThatDeltaDoesNotHaveAllAtOnce() throws IOException {
    source.write(
        "a.parquet",
        """
        optional int32 u (INTEGER(32,false)); optional int32 t (TIME(MILLIS,true));
        optional int64 n (TIMESTAMP(NANOS,true)); optional fixed_len_byte_array(16) id (UUID);
        optional group two (LIST) { repeated int32 element; } repeated int32 many;
        optional fixed_len_byte_array(4) raw; optional binary wide (DECIMAL(40,2));
        optional binary j (BSON); optional int32 fine;
        """);
    assertRefused(
        "column 'u' of a.parquet is an unsigned integer (INTEGER(32,false)), which Delta has no"
            + " type for",
        "column 't' of a.parquet is of the type TIME(MILLIS,true), which Delta has no type for",
        "column 'n' of a.parquet is of the type TIMESTAMP(NANOS,true), which Delta has no type for",
        "column 'id' of a.parquet is of the type UUID, which Delta has no type for",
        "column 'two' of a.parquet is a list in a layout of two levels, which Delta has no type"
            + " for",
        "column 'many' of a.parquet is repeated without being a list, which Delta has no type for",
        "column 'raw' of a.parquet is of the type FIXED_LEN_BYTE_ARRAY, which Delta has no type"
            + " for",
        "column 'wide' of a.parquet is a decimal(40,2), and 38 digits are the most, which Delta has"
            + " no type for",
        "column 'j' of a.parquet is of the type BSON, which Delta has no type for");
  }

  @Test
  void unitesColumnsAndRefusesThoseThatDisagree() throws IOException {
    source
        .write("d=1/a.parquet", "required int32 id; optional group s { optional int32 x; }")
        .write(
            "d=1/b.parquet",
            "optional int32 id; optional group s { optional int32 y; }",
            group -> group.append("id", 1).addGroup("s").append("y", 2));
    run();
    assertThat(KernelRows.read(target)).containsExactly("1|{x=null,y=2}|1");

    source
        .write(
            "d=1/c.parquet", "optional int64 id; optional group s { optional binary x (STRING); }")
        .write("d=1/d.parquet", "optional int32 ID; optional int32 D;");
    assertRefused(
        "column 'id' is int in the table at the target and bigint in d=1/c.parquet",
        "column 's.x' is int in the table at the target and string in d=1/c.parquet",
        "columns 'id' (the table at the target) and 'ID' (d=1/d.parquet) differ only in case",
        "column 'd' is a partition, and in d=1/d.parquet too");
  }

  @Test
  void mapsColumnNamesThatDeltaDoesNotAllow() throws IOException {
    source.write("d=1/a.parquet", ID_AND_NAME, row(1, "x"));
    source.write(
        "d=1/b.parquet", "optional int32 amount·eur;", group -> group.append("amount eur", 5));
    run();
    assertThat(action(0, "protocol"))
        .hasToString(
            "{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"columnMapping\"],"
                + "\"writerFeatures\":[\"appendOnly\",\"columnMapping\",\"invariants\"]}");
    assertThat(action(0, "metaData").path("configuration"))
        .hasToString(
            "{\"delta.columnMapping.mode\":\"name\",\"delta.columnMapping.maxColumnId\":\"4\"}");
    assertThat(KernelRows.columns(target))
        .isEqualTo("id integer, name string, amount eur integer, d integer");
    assertThat(KernelRows.read(target)).containsExactly("1|x|null|1", "null|null|5|1");
    assertThat(plan(Map.of()).isEmpty()).isTrue();
    source.write("d=1/c.parquet", "optional int32 more;", group -> group.append("more", 6));
    run();
    assertThat(KernelRows.read(target))
        .containsExactly("1|x|null|null|1", "null|null|5|null|1", "null|null|null|6|1");
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void takesFilesWithoutRowsAndLeavesFilesWithoutBytes() throws IOException {
    source.write("d=1/a.parquet", ID_AND_NAME);
    Files.writeString(source.root().resolve("d=1/000000_0"), "");
    CloneReport report = run();
    assertThat(report.copiedFileCount()).isEqualTo(1);
    assertThat(report.plan().notes())
        .extracting(Note::text)
        .contains("1 file without a byte stays behind, such as d=1/000000_0");
    assertThat(KernelRows.read(target)).isEmpty();
  }

  @Test
  void refusesWhatIsNoParquetAndSourcesThatChange() throws IOException {
    source.write("a.parquet", ID_AND_NAME, row(1, "x"));
    Files.writeString(source.root().resolve("b.csv"), "id,name\n1,x\n");
    byte[] whole = Files.readAllBytes(source.root().resolve("a.parquet"));
    whole[whole.length - 12] ^= 0x55;
    whole[whole.length - 20] ^= 0x55;
    whole[whole.length - 60] ^= 0x55;
    Files.write(
        source.root().resolve("c.parquet"), java.util.Arrays.copyOf(whole, whole.length - 3));
    assertThatThrownBy(() -> plan(Map.of()))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .hasSize(2)
                    .anyMatch(
                        text -> text.contains(": b.csv is no Parquet file that can be read ("))
                    .anyMatch(
                        text ->
                            text.contains(": c.parquet is no Parquet file that can be read (")));
    Files.delete(source.root().resolve("b.csv"));
    Files.delete(source.root().resolve("c.parquet"));
    try (ClonePlan plan = plan(Map.of())) {
      source.write("d.parquet", ID_AND_NAME, row(2, "y"));
      assertThatThrownBy(() -> new CloneRunner(Progress.NONE).run(plan))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot clone %s: it changed while it was read: d.parquet was added."
                  .formatted(source.root()));
    }
    assertThat(target.resolve("_delta_log")).doesNotExist();
    assertThat(run().copiedFileCount()).isEqualTo(1);
    assertThat(KernelRows.read(target)).containsExactly("1|x", "2|y");
  }

  @Test
  void checksNoTableThatIsNotThereYet() throws IOException {
    source.write("a.parquet", ID_AND_NAME, row(1, "x"));
    assertThatThrownBy(this::check)
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessage("Cannot check %s: it holds no Delta table yet.".formatted(target));
  }

  @Test
  void refusesTablesThatItHasNotMade() throws IOException {
    source.write("a.parquet", ID_AND_NAME, row(1, "x"));
    run();
    Path log = target.resolve("_delta_log");
    Files.copy(log.resolve("00000000000000000000.json"), folder.resolve("kept.json"));
    Files.writeString(
        log.resolve("00000000000000000001.json"), "{\"commitInfo\":{\"operation\":\"WRITE\"}}\n");
    assertThatThrownBy(() -> plan(Map.of()))
        .hasMessage(
            "Cannot clone to %s: its _delta_log/00000000000000000001.json is not the source's, so somebody has written to one of the two."
                .formatted(target));
    Path other = folder.resolve("other");
    new ParquetFixture(other).write("a.parquet", ID_AND_NAME, row(1, "x"));
    assertThatThrownBy(
            () ->
                conversion()
                    .plan(Location.of(other), Location.of(target), ConversionOptions.DEFAULT))
        .hasMessageStartingWith("Cannot clone %s: %s is another table".formatted(other, target));
    assertThatThrownBy(() -> conversion().check(Location.of(other), Location.of(target)))
        .hasMessage("Cannot check %s: %s is no conversion of it.".formatted(other, target));
  }

  @Test
  void noticesADamagedCopyAndDeletedRows() throws IOException {
    source.write("a.parquet", ID_AND_NAME, row(1, "x"));
    run();
    Path copy;
    try (var files = Files.list(target)) {
      copy = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(copy);
    bytes[10] ^= 1;
    Files.write(copy, bytes);
    assertThat(check().entries())
        .containsExactly(
            new CheckReport.Entry(
                CheckReport.Mark.DIFFERENT, copy.getFileName().toString(), "other content"));
  }

  @Test
  void decodesNoStatisticsThatCouldBeWrong() throws IOException {
    source.write(
        "a.parquet",
        "optional int32 day (DATE); optional binary s (STRING); optional binary bad (STRING);",
        group ->
            group
                .append("day", -100_000)
                .append("s", "a".repeat(40))
                .append("bad", Binary.fromConstantByteArray(HexFormat.of().parseHex("ff"))));
    run();
    assertThat(action(0, "add").path("stats").asText())
        .isEqualTo(
            "{\"numRecords\":1,\"minValues\":{\"s\":\"%s\"},\"maxValues\":{\"s\":\"%s\"},\"nullCount\":{\"day\":0,\"s\":0,\"bad\":0}}"
                .formatted(
                    "a".repeat(32), "a".repeat(32) + Character.toString(Character.MAX_CODE_POINT)));
  }
}
