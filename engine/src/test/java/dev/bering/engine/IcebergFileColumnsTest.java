package dev.bering.engine;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import java.io.IOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** Which column of an Iceberg table a column of a data file is, or that nobody can tell. */
class IcebergFileColumnsTest extends IcebergViewCase {

  private IcebergFixture withAListThatDuckDbWrites(String ids, String... mapping)
      throws IOException {
    Types.StructType part =
        Types.StructType.of(NestedField.optional(3, "a", Types.IntegerType.get()));
    IcebergFixture fixture =
        create(
            2,
            new Schema(NestedField.optional(1, "list", Types.ListType.ofOptional(2, part))),
            NONE);
    for (String each : mapping) {
      fixture.mapNames(each);
    }
    add(
        fixture,
        "SELECT [{'a': 1}] AS list",
        ", FIELD_IDS " + ids,
        1,
        new PartitionData(NONE.partitionType()));
    return fixture;
  }

  @Test
  void readsPartsByTheIdsThatTheyHave() throws IOException {
    assertReadAsIceberg(
        withAListThatDuckDbWrites(
            "{list: {__duckdb_field_id: 1, element: {__duckdb_field_id: 2, a: 3}}}"),
        1);
  }

  /** They would be read as null. */
  @Test
  void refusesPartsWithoutIdsOfAColumnThatHasOne() throws IOException {
    IcebergFixture fixture = withAListThatDuckDbWrites("{list: 1}");
    assertUnreadable(
        fixture,
        "cannot be read by the table's schema: some of its columns have field ids, and the"
            + " parts of 'element' have none.");
  }

  @Test
  void refusesPartsWithoutIdsBesideANameMapping() throws IOException {
    IcebergFixture fixture =
        withAListThatDuckDbWrites("{list: 1}", "[{\"field-id\": 1, \"names\": [\"list\"]}]");
    assertUnreadable(
        fixture,
        "cannot be read by the table's schema: some of its columns have field ids and some have"
            + " not, and the table has a name mapping: readers do not agree on what that means.");
  }

  @Test
  void refusesFilesOfWhichNobodySaysWhichColumnIsWhich() throws IOException {
    IcebergFixture fixture = plain(2);
    add(fixture, "SELECT 1::INTEGER AS id", 1, new PartitionData(NONE.partitionType()));
    assertUnreadable(
        fixture,
        "cannot be read by the table's schema: its columns have no field ids, and the table has"
            + " no name mapping.");
  }

  @Test
  void refusesAFileThatLacksARequiredColumn() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.append(null, fixture.row(1, "a"));
    fixture
        .table()
        .updateSchema()
        .allowIncompatibleChanges()
        .addRequiredColumn("must", Types.IntegerType.get())
        .commit();
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.UNDECIDED,
        "Cannot read %s: %s cannot be read by the table's schema: column 'must' is required, and it is missing and has no default."
            .formatted(fixture.folder(), file.location()));
  }

  @Test
  void refusesAColumnThatIsStoredOtherwise() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.mapNames("[{\"field-id\": 1, \"names\": [\"id\"]}]");
    add(fixture, "SELECT 1::BIGINT AS id", 1, new PartitionData(NONE.partitionType()));
    assertUnreadable(
        fixture,
        "cannot be read by the table's schema: column 'id' is stored as INT64 INTEGER(64,true),"
            + " which is not read as int.");
  }
}
