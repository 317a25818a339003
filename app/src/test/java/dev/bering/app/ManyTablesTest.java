package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.stores.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ManyTablesTest extends ManyTablesCase {

  private static final ObjectMapper JSON = new ObjectMapper();

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
        .startsWith("Cannot read the command line: missing required parameter: 'TARGET'.");
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
