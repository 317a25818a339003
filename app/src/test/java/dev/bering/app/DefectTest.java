package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is left alone with what went wrong, even if Bering itself did. */
class DefectTest {

  @TempDir Path folder;

  /** A Java that was cut down too far is nothing that the product foresees. */
  @Test
  void isToldAsWhatItIsWithoutTheSecretsOfTheCommand() throws Exception {
    Child child =
        Child.run(
            List.of("--limit-modules", "java.base,java.logging,java.xml"),
            Map.of(),
            Main.class,
            "clone",
            "jdbc:postgresql://bob:hunter2@localhost/shop?password=hunter2",
            folder.resolve("copy"),
            "--table",
            "public.orders");
    assertThat(child.exitCode()).as(child.said()).isEqualTo(7);
    assertThat(child.said())
        .startsWith(
            "Cannot finish 'bering clone jdbc:*** %s --table public.orders': this is a defect of Bering, not of your data.%n"
                .formatted(folder.resolve("copy")))
        .contains(
            "%nhint: report it with the lines below%njava.lang.NoClassDefFoundError: java/sql/"
                .formatted())
        .doesNotContain("hunter2")
        .doesNotContain("bob");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ofOneTableDoesNotKeepTheOthersFromBeingDone() {
    List<TableEntry> tables =
        List.of("one", "two").stream()
            .map(
                name ->
                    TableEntry.of(
                        folder.resolve(name).toString(),
                        Location.of(folder.resolve("copy")),
                        new TableOptions()))
            .toList();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    ManyReport report =
        new ManyTables(tables, List.of())
            .each(
                1,
                (table, progress) -> {
                  if (table.name().endsWith("one")) {
                    throw new IllegalStateException("7 rows of 6");
                  }
                  return TableLine.copied(
                      table,
                      new CloneCounts(
                          true, "version 3", OptionalLong.of(0), OptionalLong.of(0), List.of()));
                },
                terminal);
    assertThat(report.exitCode().number()).isEqualTo(7);
    assertThat(report.problems())
        .extracting(problem -> problem.code() + " " + problem.message() + " " + problem.hint())
        .containsExactly(
            "INTERNAL Cannot go on with %s: this is a defect of Bering, not of your data. report it with the lines that standard error shows"
                .formatted(folder.resolve("one")));
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("java.lang.IllegalStateException: 7 rows of 6");
    assertThat(report.tables())
        .extracting(table -> table.outcome().name() + " " + table.state())
        .containsExactly("FAILED ", "CURRENT version 3");
  }
}
