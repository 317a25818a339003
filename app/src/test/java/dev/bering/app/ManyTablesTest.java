package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.stores.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyTablesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path table(String path) {
    Path table = folder.resolve(path);
    Cli.write(table.resolve("a.parquet"), "0123456789");
    commit(
        table,
        0,
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"%s","schemaString":"{}","partitionColumns":[],"configuration":{}}}
        {"add":{"path":"a.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """
            .formatted(path));
    return table;
  }

  private static void commit(Path table, int version, String actions) {
    Cli.write(table.resolve("_delta_log/%020d.json".formatted(version)), actions);
  }

  private static void append(Path table, int version) {
    Cli.write(table.resolve("b%d.parquet".formatted(version)), "0123456789");
    commit(
        table,
        version,
        """
        {"add":{"path":"b%d.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """
            .formatted(version));
  }

  /** What a command prints, with the times that nobody can know taken out. */
  private static String timeless(String text) {
    return text.replaceAll("\\d+\\.\\d s", "T s")
        .lines()
        .reduce("", (all, line) -> all + line + "\n");
  }

  private Path at(String path) {
    return folder.resolve(path);
  }

  @Test
  void clonesTheTablesOfAFolderAndFindsThemCurrentAfterwards() {
    table("lake/orders");
    table("lake/customers");
    table("lake/deep/events");
    Cli.write(at("lake/raw/notes.txt"), "no table");
    Cli.write(at("lake/_tmp/notes.txt"), "nobody's");

    Cli plan = Cli.run("clone", at("lake/*"), at("copy"), "--dry-run");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(timeless(plan.out()))
        .contains("+ customers  planned  2 files  ")
        .contains("2 tables: 2 planned; 4 files, ");
    assertThat(at("copy")).doesNotExist();

    Cli clone = Cli.run("clone", at("lake/*"), at("copy"));
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(timeless(clone.out()))
        .isEqualTo(
            """
            + customers  copied  2 files  264 B  T s  version 0
            + orders     copied  2 files  261 B  T s  version 0
            note  2 folders are no table, left out: %s, %s
            2 tables: 2 copied; 4 files, 525 B in T s
            """
                .formatted(at("lake/deep"), at("lake/raw")));
    assertThat(at("copy/orders/_delta_log/00000000000000000000.json")).exists();
    assertThat(at("copy/deep")).doesNotExist();

    append(at("lake/orders"), 1);
    Cli again = Cli.run("clone", at("lake/**"), at("copy"), "--tables-at-once", 2);
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(timeless(again.out()))
        .isEqualTo(
            """
            = customers    current  0 files    0 B  T s  version 0
            + deep/events  copied   2 files  266 B  T s  version 0
            + orders       copied   2 files  110 B  T s  version 1
            note  1 folder is no table, left out: %s
            3 tables: 2 copied, 1 current; 4 files, 376 B in T s
            """
                .formatted(at("lake/raw")));
  }

  @Test
  void checksManyTablesAndEndsAsTheWorst() throws IOException {
    table("lake/orders");
    table("lake/customers");
    Cli.run("clone", at("lake/*"), at("copy"));
    assertThat(Cli.run("check", at("lake/*"), at("copy")).exitCode()).isZero();

    Cli.write(at("copy/orders/a.parquet"), "0123456780");
    Cli check = Cli.run("check", at("lake/*"), at("copy"));
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(timeless(check.out()))
        .isEqualTo(
            """
            = customers  equal      2 files  -  T s  version 0
            * orders     different   1 file  -  T s  version 0
              * a.parquet  (same size, other content)
            2 tables: 1 equal, 1 different; 3 files, 0 B in T s
            """);
    JsonNode json =
        JSON.readTree(Cli.run("check", at("lake/*"), at("copy"), "--json").out()).path("report");
    assertThat(json.at("/tables/1/outcome").asText()).isEqualTo("DIFFERENT");
    assertThat(json.at("/tables/1/exitCode").asInt()).isEqualTo(1);
    assertThat(json.at("/tables/1/check/entries/0/path").asText()).isEqualTo("a.parquet");
  }

  @Test
  void goesOnAfterATableThatIsRefusedAndTellsItsProblemsAtTheEnd() throws IOException {
    table("lake/orders");
    table("lake/events");
    Cli.write(at("copy/events/somebody.txt"), "else");
    Cli clone = Cli.run("clone", at("lake/*"), at("copy"), "--json");
    assertThat(clone.exitCode()).isEqualTo(2);
    JsonNode json = JSON.readTree(clone.out());
    assertThat(json.path("exitCode").asInt()).isEqualTo(2);
    JsonNode report = json.path("report");
    assertThat(report.at("/tables/0/outcome").asText()).isEqualTo("REFUSED");
    assertThat(report.at("/tables/0/problems/0/message").asText())
        .startsWith("Cannot clone to %s: ".formatted(at("copy/events")));
    assertThat(report.at("/tables/1/outcome").asText()).isEqualTo("COPIED");
    assertThat(report.at("/outcomes/COPIED").asInt()).isEqualTo(1);
    assertThat(clone.err()).startsWith("Cannot clone to %s: ".formatted(at("copy/events")));
    assertThat(at("copy/orders/a.parquet")).exists();
  }

  @Test
  void goesOnWhereAKillStopped() throws IOException {
    table("lake/a");
    table("lake/b");
    Cli.run("clone", at("lake/*"), at("copy"));
    // A kill between two files leaves the marker without its end and a file unnamed.
    Files.delete(at("copy/b/_delta_log/00000000000000000000.json"));
    Files.writeString(
        at("copy/b/_bering/clone.json"),
        "{\"format\":1,\"tableId\":\"lake/b\",\"source\":\"%s\"}".formatted(at("lake/b")));
    Cli clone = Cli.run("clone", at("lake/*"), at("copy"));
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(timeless(clone.out())).contains("= a  current  ").contains("+ b  copied   ");
    assertThat(Cli.run("check", at("lake/*"), at("copy")).exitCode()).isZero();
  }

  @Test
  void refusesAFolderOfTablesAndNamesThePattern() {
    table("lake/sales/orders");
    Cli cli = Cli.run("clone", at("lake/sales"), at("copy"));
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read %1$s as one table: it is none, and tables lie below it, such as orders.
            hint: name them all as '%1$s/*', in quotes, or one of them
            """
                .formatted(at("lake/sales")));
    assertThat(Cli.run("clone", at("lake"), at("copy")).err())
        .contains("hint: name them all as '%s/**', in quotes".formatted(at("lake")));
    assertThat(at("copy")).doesNotExist();
  }

  @Test
  void refusesPatternsThatFindNothingOrMeanNothing() {
    table("lake/orders");
    Cli none = Cli.run("clone", at("lake/x*"), at("copy"));
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot find tables by '%s/x*': none lies there.
            hint: check the path; '*' stands for a part of one folder's name, '**' for all below
            """
                .formatted(at("lake")));
    Cli odd = Cli.run("clone", at("lake/**/orders"), at("copy"));
    assertThat(odd.exitCode()).isEqualTo(2);
    assertThat(odd.err())
        .startsWith(
            "Cannot look for tables by '%s/**/orders': '**' is not its whole last part."
                .formatted(at("lake")));
    Cli checkpoint =
        Cli.run("clone", at("lake/*"), at("copy"), "--with-checkpoint", at("checkpoint"));
    assertThat(checkpoint.exitCode()).isEqualTo(2);
    assertThat(checkpoint.err())
        .startsWith("Cannot clone %s/*: --with-checkpoint is for one table.".formatted(at("lake")));
    assertThat(Cli.run("clone", at("lake/orders"), at("copy"), "--tables-at-once", 2).err())
        .startsWith("Cannot take --tables-at-once: %s is one table.".formatted(at("lake/orders")));
    assertThat(Cli.run("clone", at("lake/orders")).err())
        .startsWith("Missing required parameter: 'TARGET'");
  }

  @Test
  void looksThroughLinksButNotForEver() throws IOException {
    table("lake/orders");
    Files.createSymbolicLink(at("lake/again"), at("lake"));
    Cli cli = Cli.run("clone", at("lake/**"), at("copy"));
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .startsWith(
            "Cannot look for tables below %s: folders lie more than 32 deep, such as again/again/"
                .formatted(at("lake")));
  }

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
  void clonesFoldersOfFilesIfToldToWhereItIsPlainWhereTheyBegin() {
    table("lake/orders");
    Cli.write(at("lake/hive/dt=1/h=2/000000_0"), "rows");
    Cli.write(at("lake/hive/dt=2/h=2/000000_0"), "more");
    Cli.write(at("lake/deep/words/a.parquet"), "words");
    table("lake/mixed/events");
    Cli.write(at("lake/mixed/notes.txt"), "a table lies beside this");
    Cli.write(at("lake/nested/a.parquet"), "one table or");
    Cli.write(at("lake/nested/old/b.parquet"), "two");
    Cli plan = Cli.run("clone", at("lake/**"), at("copy"), "--folders", "--dry-run");
    assertThat(plan.out().lines().filter(line -> line.startsWith("+")))
        .map(line -> line.replaceAll("^\\+ (\\S+) .*", "$1"))
        .containsExactly("deep/words", "hive", "mixed/events", "orders");
    assertThat(at("copy")).doesNotExist();

    Cli clone = Cli.run("clone", at("lake/**"), at("copy"), "--folders");
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(clone.out())
        .contains(
            "note  3 folders are no table, left out: %s, %s, %s"
                .formatted(at("lake/mixed"), at("lake/nested"), at("lake/nested/old")));
    assertThat(at("copy/hive/dt=1/h=2/000000_0")).hasContent("rows");
    assertThat(at("copy/deep/words/a.parquet")).hasContent("words");
    assertThat(at("copy/nested")).doesNotExist();
    assertThat(at("copy/mixed/notes.txt")).doesNotExist();

    Cli check = Cli.run("check", at("lake/**"), at("copy"), "--folders");
    assertThat(check.exitCode()).as(check.err()).isZero();
    assertThat(check.out()).contains("4 tables: 4 equal; ");
    Cli.write(at("lake/hive/dt=2/h=2/000000_0"), "less");
    Cli changed = Cli.run("check", at("lake/**"), at("copy"), "--folders");
    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.out()).contains("* hive ");

    Cli file =
        Cli.run(
            "clone",
            "--folders",
            "--tables",
            Cli.write(
                at("lake.yaml"),
                """
                tables:
                  - source: lake/d*/*
                    target: again
                  - source: lake/h*
                    target: again
                """));
    assertThat(file.exitCode()).as(file.err()).isZero();
    assertThat(at("again/deep/words/a.parquet")).hasContent("words");
    assertThat(at("again/hive/dt=2/h=2/000000_0")).hasContent("less");

    Cli one = Cli.run("clone", at("lake/hive"), at("one"), "--folders");
    assertThat(one.exitCode()).isEqualTo(2);
    assertThat(one.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot take --folders: %s is one table.
            hint: leave it out, or name several tables by a pattern or by --tables
            """
                .formatted(at("lake/hive")));
  }

  @Test
  void refusesTablesBelowAFolderThatAPatternEndsAt() {
    Cli.write(at("lake/region=eu/x/000000_0"), "rows");
    table("lake/sales/region=eu/orders");
    Cli.write(at("lake/sales/region=us/000000_0"), "rows");
    Cli clone = Cli.run("clone", at("lake/s*"), at("copy"), "--folders");
    assertThat(clone.exitCode()).isEqualTo(2);
    assertThat(clone.err())
        .startsWith(
            "Cannot read %s as one table: it is none, and tables lie below it, such as region=eu/orders."
                .formatted(at("lake/sales")));
    assertThat(at("copy")).doesNotExist();
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

  @Test
  void findsTablesInABucket() {
    table("lake/orders");
    table("lake/sales/events");
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      String bucket = S3Server.shared().bucket("many").toString();
      Cli there = Cli.run("clone", at("lake/**"), bucket + "/lake");
      assertThat(there.exitCode()).as(there.err()).isZero();
      Cli back = Cli.run("clone", bucket + "/lake/**", at("back"), "--tables-at-once", 2);
      assertThat(back.exitCode()).as(back.err()).isZero();
      assertThat(timeless(back.out()))
          .contains("+ orders        copied  2 files  ")
          .contains("+ sales/events  copied  2 files  ")
          .contains("2 tables: 2 copied; 4 files, ");
      assertThat(Cli.run("check", at("lake/**"), at("back")).exitCode()).isZero();
      Cli folderOfTables = Cli.run("clone", bucket + "/lake", at("x"));
      assertThat(folderOfTables.exitCode()).isEqualTo(2);
      assertThat(folderOfTables.err())
          .contains("such as orders.")
          .contains("name them all as '%s/lake/*'".formatted(bucket));
    }
  }
}
