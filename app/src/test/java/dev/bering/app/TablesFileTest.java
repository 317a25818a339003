package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tables that a file lists, with their options. */
class TablesFileTest extends ManyTablesCase {

  @Test
  void clonesTheTablesOfAFile() throws IOException {
    Path orders = table("lake/orders");
    append(orders, 1);
    table("lake/customers");
    Path file =
        Cli.write(
            at("tables.yaml"),
            """
            # relative paths are relative to this file
            defaults:
              mode: snapshot
            tables:
              - source: lake/orders
                target: copy/orders
                version: 0
                set:
                  owner: me
              - {source: lake/cust*, target: copy, mode: replica}
            """);
    Cli clone = Cli.run("clone", "--tables", file);
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(timeless(clone.out()))
        .contains("+ %s  copied  2 files".formatted(orders))
        .contains("+ customers ")
        .contains("2 tables: 2 copied; 4 files, ");
    assertThat(at("copy/orders/_delta_log/00000000000000000000.json"))
        .content()
        .contains("\"configuration\":{\"owner\":\"me\"}");
    assertThat(at("copy/orders/_delta_log/00000000000000000001.json")).doesNotExist();
    assertThat(at("copy/customers/_delta_log/00000000000000000000.json"))
        .hasSameBinaryContentAs(at("lake/customers/_delta_log/00000000000000000000.json"));
  }

  @Test
  void namesEverythingThatIsWrongWithAFileAndNoValue() {
    Path file =
        Cli.write(
            at("tables.yaml"),
            """
            default: {}
            defaults:
              concurency: 4
            tables:
              - source: a
                target: b
                version: hunter2
                password: hunter2
              - source: [x]
              - just text
              - source: c
                target: d
                source: e
                single-pass: perhaps
            """);
    Cli cli = Cli.run("clone", "--tables", file);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot read %s: line 1: the file has no key 'default'.".formatted(file),
            "Cannot read %s: line 3: defaults has no key 'concurency'.".formatted(file),
            "Cannot read %s: line 7: 'version' cannot have this value.".formatted(file),
            "Cannot read %s: line 8: a table has no key 'password'.".formatted(file),
            "Cannot read %s: line 9: 'source' has no plain value.".formatted(file),
            "Cannot read %s: line 9: the table has no target.".formatted(file),
            "Cannot read %s: line 10: a table is no mapping of keys to values.".formatted(file),
            "Cannot read %s: line 10: the table has no source.".formatted(file),
            "Cannot read %s: line 10: the table has no target.".formatted(file),
            "Cannot read %s: line 13: a table has key 'source' twice.".formatted(file),
            "Cannot read %s: line 14: 'single-pass' cannot have this value.".formatted(file));
    assertThat(cli.err()).doesNotContain("hunter2").contains("password-env");
  }

  @Test
  void refusesFilesThatAreNoTablesFiles() {
    assertThat(Cli.run("clone", "--tables", Cli.write(at("a.yaml"), "tables: [")).err())
        .startsWith("Cannot read %s: line 1: it is no YAML.".formatted(at("a.yaml")));
    assertThat(Cli.run("clone", "--tables", Cli.write(at("b.yaml"), "")).err())
        .startsWith("Cannot read %s: it lists no tables.".formatted(at("b.yaml")));
    assertThat(Cli.run("clone", "--tables", Cli.write(at("c.yaml"), "tables: []\n")).err())
        .startsWith("Cannot read %s: it lists no tables.".formatted(at("c.yaml")));
    Cli missing = Cli.run("clone", "--tables", at("d.yaml"));
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err())
        .startsWith("Cannot read %1$s: file %1$s is not there.".formatted(at("d.yaml")));
    String large = "# " + "x".repeat(5 << 20);
    assertThat(Cli.run("clone", "--tables", Cli.write(at("e.yaml"), large)).err())
        .startsWith("Cannot read %s: it has 5.2 MB, more than 4.2 MB.".formatted(at("e.yaml")));
    String bomb =
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntables: [*c,*c,*c]\ndefaults: &d {mode: *d}\n";
    Cli aliases = Cli.run("clone", "--tables", Cli.write(at("f.yaml"), bomb));
    assertThat(aliases.exitCode()).isEqualTo(2);
    assertThat(aliases.err()).startsWith("Cannot read %s: ".formatted(at("f.yaml")));
  }

  @Test
  void refusesOptionsOfTablesBesideAFile() {
    table("lake/orders");
    Path file =
        Cli.write(at("tables.yaml"), "tables:\n  - {source: lake/orders, target: copy/orders}\n");
    Cli cli = Cli.run("clone", "x", "y", "--tables", file, "--mode", "snapshot");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot take SOURCE 'x' and --tables: the file names the tables.
            hint: leave one of them out
            Cannot take --mode beside --tables: the file says it of each table.
            hint: write 'mode: ...' below defaults or a table
            """);
  }

  @Test
  void refusesTablesThatGetIntoEachOthersWayBeforeAnythingIsWritten() throws IOException {
    table("lake/a");
    table("lake/b");
    table("lake/c");
    Files.createSymbolicLink(at("alias"), folder);
    Path file =
        Cli.write(
            at("tables.yaml"),
            """
            tables:
              - {source: lake/a, target: copy/a}
              - {source: lake/b, target: alias/copy/a}
              - {source: lake/c, target: copy/a/c}
              - {source: copy/a/d, target: other}
              - {source: lake/a, target: lake/b/x, version: 1}
            """);
    Cli cli = Cli.run("clone", "--tables", file);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot clone %s: --version means nothing for a replica.".formatted(at("lake/a")),
            "Cannot clone %s: its target %s is the target of %s too."
                .formatted(at("lake/b"), at("alias/copy/a"), at("lake/a")),
            "Cannot clone %s: its target %s lies inside %s, the target of %s."
                .formatted(at("lake/c"), at("copy/a/c"), at("copy/a"), at("lake/a")),
            "Cannot clone %s: it lies inside %s, the target of %s."
                .formatted(at("copy/a/d"), at("copy/a"), at("lake/a")),
            "Cannot clone %s: its target %s lies inside source %s."
                .formatted(at("lake/a"), at("lake/b/x"), at("lake/b")));
    assertThat(at("copy")).doesNotExist();
  }

  @Test
  void keepsTheSecretsOfDatabasesToItself() {
    Path file =
        Cli.write(
            at("tables.yaml"),
            """
            tables:
              - source: jdbc:postgresql://bob:hunter2@localhost/shop?password=hunter2
                target: copy
                table: public.orders
              - source: jdbc:postgresql://localhost/shop?password=hunter2
                target: copy2
                table: public.orders
                set: {a: hunter2}
            """);
    for (String verb : new String[] {"clone", "check"}) {
      Cli cli = Cli.run(verb, "--tables", file, "--json");
      assertThat(cli.exitCode()).isIn(2, 4);
      assertThat(cli.out() + cli.err()).contains("Cannot").doesNotContain("hunter2", "bob");
    }
  }
}
