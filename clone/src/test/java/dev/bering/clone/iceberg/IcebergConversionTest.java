package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.KernelRows;
import dev.bering.clone.ParquetFixture;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcebergConversionTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;
  private Path source;
  private Path target;

  @BeforeEach
  void nameSides() {
    source = folder.resolve("orders");
    target = folder.resolve("copy");
  }

  private static IcebergConversion conversion() {
    return new IcebergConversion(Progress.NONE, Stores::open, CLOCK);
  }

  private ClonePlan plan() {
    return conversion()
        .plan(IcebergSource.at(Location.of(source)), Location.of(target), IcebergOptions.DEFAULT);
  }

  private CloneReport run() {
    try (ClonePlan plan = plan()) {
      return new CloneRunner(Progress.NONE).run(plan);
    }
  }

  private CheckReport check() {
    return conversion()
        .check(IcebergSource.at(Location.of(source)), Location.of(target), IcebergOptions.DEFAULT);
  }

  /** As the table reads now, by its current schema. */
  private static List<String> rows(Table table) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        StringJoiner row = new StringJoiner("|");
        table
            .schema()
            .columns()
            .forEach(column -> row.add(String.valueOf(record.getField(column.name()))));
        rows.add(row.toString());
      }
    }
    rows.sort(null);
    return rows;
  }

  private void assertRefused(String... facts) {
    assertThatThrownBy(this::plan)
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactlyInAnyOrder(
                        java.util.Arrays.stream(facts)
                            .map(fact -> "Cannot clone %s: %s.".formatted(source, fact))
                            .toArray(String[]::new)));
  }

  /** A Parquet file that Iceberg has not written. */
  @SafeVarargs
  private String append(Table table, String columns, Consumer<Group>... rows) throws IOException {
    Path file = source.resolve("data/imported.parquet");
    new ParquetFixture(source).write("data/imported.parquet", columns, rows);
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withPath(file.toString())
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(Files.size(file))
            .withRecordCount(rows.length);
    if (table.spec().isPartitioned()) {
      builder.withPartitionPath("dept=a");
    }
    table.newAppend().appendFile(builder.build()).commit();
    return "data/imported.parquet";
  }

  @Test
  void makesOneCommitAndLaterOneOfTheDifference() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2, IcebergFixture.BY_DEPT, Map.of());
    DataFile first = fixture.append("a", 1, 2);
    fixture.append("b", 3);

    CloneReport report = run();

    assertThat(report.copiedFileCount()).isEqualTo(2);
    assertThat(KernelRows.columns(target)).isEqualTo("id integer, dept string");
    assertThat(KernelRows.read(target)).isEqualTo(rows(fixture.table));
    assertThat(check().text()).startsWith("= 2  - 0  + 0  * 0  ! 0  at snapshot ");
    assertThat(plan().isEmpty()).isTrue();

    fixture.append("c", 4);
    fixture.table.newDelete().deleteFile(first).commit();
    fixture.table.updateSchema().addColumn("extra", Types.DoubleType.get()).commit();
    assertThat(check().exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(run().copiedFileCount()).isEqualTo(1);
    assertThat(KernelRows.read(target)).isEqualTo(rows(fixture.table)).hasSize(2);
    assertThat(target.resolve("_delta_log/00000000000000000001.json")).exists();
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(plan().isEmpty()).isTrue();
  }

  @Test
  void findsColumnsByTheirIdsWhateverTheirNames() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    fixture.append("a", 1, 2);
    fixture.table.updateSchema().addColumn("old", Types.IntegerType.get()).commit();
    fixture.append("b", 3);
    fixture
        .table
        .updateSchema()
        .renameColumn("dept", "team, with blanks")
        .deleteColumn("old")
        .commit();
    fixture.table.updateSchema().addColumn("dept", Types.StringType.get()).commit();
    run();
    assertThat(KernelRows.columns(target))
        .isEqualTo("id integer, team, with blanks string, dept string");
    assertThat(KernelRows.read(target))
        .isEqualTo(rows(fixture.table))
        .containsExactly("1|a|null", "2|a|null", "3|b|null");
  }

  @Test
  void carriesDeletionVectors() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 3);
    DataFile one = fixture.append("a", 1, 2, 3);
    DataFile two = fixture.append("b", 4, 5);
    fixture.append("c", 6);
    run();
    assertThat(KernelRows.read(target)).hasSize(6);
    fixture.deleteFirstByVector("a", one, two);

    CloneReport report = run();

    assertThat(report.copiedFileCount()).isZero();
    assertThat(report.publishedFileCount()).as("two vectors and a commit").isEqualTo(3);
    assertThat(KernelRows.read(target))
        .isEqualTo(rows(fixture.table))
        .containsExactly("2|a", "3|a", "5|b", "6|c");
    assertThat(check().text()).startsWith("= 3  - 0  + 0  * 0  ! 0");
    assertThat(plan().isEmpty()).isTrue();

    fixture.table.newDelete().deleteFile(one).commit();
    run();
    assertThat(KernelRows.read(target)).isEqualTo(rows(fixture.table)).hasSize(2);
  }

  @Test
  void takesATableWithoutRows() throws IOException {
    IcebergFixture.create(source, 2);
    run();
    assertThat(KernelRows.read(target)).isEmpty();
    assertThat(KernelRows.columns(target)).isEqualTo("id integer, dept string");
  }

  @Test
  void refusesDeletesThatDeltaHasNoFormFor() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    DataFile file = fixture.append("a", 1, 2, 3);
    String positions = fixture.deleteFirst(FileFormat.PARQUET, "a", file).location();
    String values = fixture.deleteEqual("a", 2).location();
    assertRefused(
        "%s deletes rows by their positions, in a file of its own".formatted(positions),
        "%s deletes rows by their values, which Delta has no form for".formatted(values));
  }

  @Test
  void refusesTypesAndNamesThatDeltaDoesNotHave() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    fixture
        .table
        .updateSchema()
        .addColumn("u", Types.UUIDType.get())
        .addColumn("t", Types.TimeType.get())
        .addColumn("f", Types.ListType.ofOptional(90, Types.FixedType.ofLength(4)))
        .addColumn("ID", Types.IntegerType.get())
        .commit();
    assertRefused(
        "column 'u' is of the type uuid, which Delta does not have",
        "column 't' is of the type time, which Delta does not have",
        "column 'f.element' is of the type fixed[4], which Delta does not have",
        "columns 'id' and 'ID' differ only in case");
  }

  @Test
  void refusesFilesThatDeltaWouldReadOtherwise() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    DataFile file = fixture.append("a", 1);
    fixture.table.updateSchema().updateColumn("id", Types.LongType.get()).commit();
    assertRefused(
        "Delta would read %s otherwise: column 'id' is stored as int and read as bigint"
            .formatted(source.relativize(Path.of(IcebergFixture.local(file.location())))));
  }

  @Test
  void refusesFilesWithoutFieldIds() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    String file =
        append(
            fixture.table,
            "required int32 id; optional binary dept (STRING);",
            row -> row.append("id", 1).append("dept", "a"));
    assertRefused(
        "Delta would read %s otherwise: column 'id' has no field id, so only its name says what it is"
            .formatted(file),
        "Delta would read %s otherwise: column 'dept' has no field id, so only its name says what it is"
            .formatted(file));
  }

  @Test
  void refusesValuesThatOnlyPartitionsOrDefaultsHold() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 3, IcebergFixture.BY_DEPT, Map.of());
    fixture
        .table
        .updateSchema()
        .addColumn("number", Types.IntegerType.get(), "a doc", Literal.of(7))
        .commit();
    String file = append(fixture.table, "required int32 id = 1;", row -> row.append("id", 1));
    assertRefused(
        "Delta would read %s otherwise: column 'dept' is not in it, only in its partition"
            .formatted(file),
        "Delta would read %s otherwise: column 'number' is missing and has the default 7"
            .formatted(file));
  }

  @Test
  void refusesOtherFormatsAndFilesThatAreNotThere() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    DataFile lost = fixture.append("a", 1);
    Files.delete(Path.of(IcebergFixture.local(lost.location())));
    DataFile avro =
        DataFiles.builder(PartitionSpec.unpartitioned())
            .withPath(source.resolve("data/x.avro").toString())
            .withFormat(FileFormat.AVRO)
            .withFileSizeInBytes(10)
            .withRecordCount(1)
            .build();
    fixture.table.newAppend().appendFile(avro).commit();
    assertRefused(
        "its snapshot needs %s, which is not there"
            .formatted(source.relativize(Path.of(IcebergFixture.local(lost.location())))),
        "%s is written in AVRO, and Delta reads Parquet".formatted(avro.location()));
  }

  @Test
  void refusesAReplicaAsTarget() throws IOException {
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    fixture.append("a", 1);
    try (ClonePlan plan =
        new IcebergPlanner(Progress.NONE)
            .plan(Location.of(source), Location.of(target), IcebergOptions.DEFAULT)) {
      new CloneRunner(Progress.NONE).run(plan);
    }
    assertThatThrownBy(this::plan)
        .hasMessageStartingWith("Cannot clone %s: %s is another table".formatted(source, target));
  }
}
