package dev.bering.clone.folder;

import static dev.bering.clone.ParquetFixture.ID_AND_NAME;
import static dev.bering.clone.ParquetFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CloneReport;
import dev.bering.clone.KernelRows;
import dev.bering.clone.Note;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Partition folders that become columns. */
class ConvertedPartitionsTest extends ConversionCase {

  @Test
  void guessesOnlyTypesThatSpellEveryValueAsItsFolderDoes() throws IOException {
    source
        .write("i=1/l=5000000000/d=2026-01-01/h=05/m=1/a.parquet", ID_AND_NAME, row(1, "x"))
        .write("i=-2/l=7/d=2026-02-28/h=11/m=x/a.parquet", ID_AND_NAME, row(2, "y"));
    run();
    assertThat(KernelRows.columns(target))
        .isEqualTo("id integer, name string, i integer, l long, d date, h string, m string");
    assertThat(KernelRows.read(target))
        .containsExactly("1|x|1|5000000000|2026-01-01|05|1", "2|y|-2|7|2026-02-28|11|x");
  }

  @Test
  void takesDeclaredTypesAndKeepsToThem() throws IOException {
    source
        .write("h=05/p=1.5/b=TRUE/a.parquet", ID_AND_NAME, row(1, "x"))
        .write("h=11/p=2/b=false/a.parquet", ID_AND_NAME, row(2, "y"));
    CloneReport report = run(Map.of("h", "int", "p", "decimal(4,2)", "b", "boolean"));
    assertThat(report.plan().notes())
        .extracting(Note::text)
        .containsExactly(
            "partition columns: h int, p decimal(4,2), b boolean; --partition-column NAME=TYPE"
                + " declares another type");
    assertThat(KernelRows.read(target)).containsExactly("1|x|5|1.50|true", "2|y|11|2.00|false");
    assertThat(plan(Map.of()).isEmpty()).as("types of the first run").isTrue();
    assertRefused(
        Map.of("h", "string"),
        "partition column 'h' is declared as string, but the table at the target has it as int");

    source.write("h=noon/p=1.555/b=yes/a.parquet", ID_AND_NAME, row(3, "z"));
    assertRefused(
        "'noon' in column 'h' is no int",
        "'1.555' in column 'p' is no decimal(4,2)",
        "'yes' in column 'b' is no boolean");
  }

  @Test
  void holdsLaterValuesToTheSpellingThatATypeWasGuessedFrom() throws IOException {
    source.write("hour=9/day=2024-01-01/a.parquet", ID_AND_NAME, row(1, "x"));
    run();
    source
        .write("hour=09/day=2024-01-01/a.parquet", ID_AND_NAME, row(2, "y"))
        .write("hour=+9/day=2024-01-01/a.parquet", ID_AND_NAME, row(3, "z"))
        .write("hour=10/day=2024-1-1/a.parquet", ID_AND_NAME, row(4, "w"));
    assertRefused(
        "'09' in column 'hour' would become '9', as the table at the target has the column as int",
        "'+9' in column 'hour' would become '9', as the table at the target has the column as int",
        "'2024-1-1' in column 'day' is no date");
    assertThatThrownBy(() -> plan(Map.of()))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::hint)
                    .contains(
                        "declare --partition-column hour=int if they are one value, or clone into a"
                            + " new folder, where the column becomes a string"));
    Files.delete(source.root().resolve("hour=10/day=2024-1-1/a.parquet"));

    run(Map.of("hour", "int"));
    assertThat(KernelRows.read(target))
        .containsExactlyInAnyOrder("1|x|9|2024-01-01", "2|y|9|2024-01-01", "3|z|9|2024-01-01");
    source.write("hour=010/day=2024-01-01/a.parquet", ID_AND_NAME, row(5, "v"));
    run();
    assertThat(KernelRows.read(target)).as("declared once").contains("5|v|10|2024-01-01");
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(plan(Map.of()).isEmpty()).isTrue();
  }

  @Test
  void refusesDeclarationsThatMeanNothing() throws IOException {
    source.write("h=05/a.parquet", ID_AND_NAME, row(1, "x"));
    assertRefused(
        Map.of("h", "timestamp", "x", "int"),
        "partition column 'h' cannot be of type 'timestamp'",
        "it has no partition column 'x' to be of type int");
  }

  @Test
  void refusesLayoutsThatTellNoPartition() throws IOException {
    source
        .write("d=1/a.parquet", ID_AND_NAME, row(1, "x"))
        .write("d=1/e=2/a.parquet", ID_AND_NAME, row(1, "x"))
        .write("f=1/D=2/d=3/a.parquet", ID_AND_NAME, row(1, "x"))
        .write("backup/a.parquet", ID_AND_NAME, row(1, "x"))
        .write("d=/a.parquet", ID_AND_NAME, row(1, "x"));
    assertRefused(
        "d=1/a.parquet is partitioned by d, but d=1/e=2/a.parquet by d, e".formatted(),
        "f=1/D=2/d=3/a.parquet: folder d=3 repeats the column of one above it",
        "backup/a.parquet: folder backup is no partition (column=value)",
        "d=/a.parquet: folder d= has no value");
  }
}
