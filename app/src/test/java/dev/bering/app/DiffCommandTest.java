package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffCommandTest {

  @TempDir Path folder;

  private Path csv(String name, String text) {
    return Cli.write(folder.resolve(name + ".csv"), text);
  }

  private Path left() {
    return csv("left", "id,amount\n1,10\n2,20\n");
  }

  @Test
  void endsWithZeroForEqualTables() {
    Cli cli = Cli.run("diff", left(), csv("right", "id,amount\n2,20\n1,10\n"), "--key", "id");
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out()).contains("= EXACT");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void endsWithOneForDifferentTables() {
    Cli cli = Cli.run("diff", left(), csv("right", "id,amount\n1,10\n2,21\n"), "--key", "id");
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(cli.out()).contains("* id='2'  amount: '20' -> '21'");
  }

  @Test
  void testsADeclarationOnItsOwnData() {
    Cli cli = Cli.run("diff", left(), left(), "--key", "id", "--self-test");
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    assertThat(cli.out()).startsWith("self-test of ").contains(" 0 missed");
    assertThat(Cli.run("diff", left(), left(), "--key", "id", "--self-test", "--json").out())
        .contains("\"selfTest\" : {");
  }

  @Test
  void aDryRunWritesAndTestsNothing() {
    Path junit = folder.resolve("report.xml");
    Cli cli =
        Cli.run(
            "diff", left(), left(), "--key", "id", "--dry-run", "--self-test", "--junit", junit);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .contains(
            """
            Cannot write a report: --dry-run compares nothing.
            hint: leave out --dry-run, or --html, --junit and --save
            Cannot test the comparison: --dry-run compares nothing.
            hint: leave out --dry-run or --self-test
            """);
    assertThat(junit).doesNotExist();
  }

  @Test
  void refusesTwoRulesOfOneKindForOneColumn() {
    Cli cli =
        Cli.run(
            "diff",
            left(),
            left(),
            "--key",
            "id",
            "--tolerance",
            "amount=abs:1",
            "--tolerance",
            "AMOUNT=abs:2",
            "--normalise",
            "amount=trim",
            "--normalise",
            "amount=lower-case",
            "--map",
            "amount=a",
            "--map",
            "amount=b");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare column 'amount': --map is given twice for it.
            hint: leave out one of the two
            Cannot compare column 'AMOUNT': --tolerance is given twice for it.
            hint: write both into one, separated by commas, or leave out one of the two
            Cannot compare column 'amount': --normalise is given twice for it.
            hint: write both into one, as in --normalise 'country=[trim, lower-case]', or leave out one of the two
            """);
  }

  @Test
  void aSelfTestComparesNothingElse() {
    Cli cli =
        Cli.run(
            "diff",
            left(),
            left(),
            "--key",
            "id",
            "--self-test",
            "--noise",
            left());
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .contains(
            "Cannot test the comparison: the self-test has a table of its own, and knows no sets, noise or reports.");
  }

  @Test
  void endsWithFourForEmptyTablesUnlessTheyMayBeEmpty() {
    Path one = csv("one", "id,amount\n");
    Path two = csv("two", "id,amount\n");
    assertThat(Cli.run("diff", one, two, "--key", "id").exitCode()).isEqualTo(4);
    assertThat(Cli.run("diff", one, two, "--key", "id", "--allow-empty").exitCode()).isZero();
  }

  @Test
  void toleratesWhatItIsToldTo() {
    Path right = csv("right", "id,amount\n1,10.001\n2,20\n");
    assertThat(Cli.run("diff", left(), right, "--key", "id").exitCode()).isEqualTo(1);
    assertThat(
            Cli.run("diff", left(), right, "--key", "id", "--tolerance", "amount=abs:0.01")
                .exitCode())
        .isZero();
    assertThat(
            Cli.run("diff", left(), right, "--key", "id", "--tolerance", "amount=rel:1e-6")
                .exitCode())
        .isEqualTo(1);
  }

  @Test
  void printsOneJsonDocumentAndNothingElse() throws IOException {
    Path right = csv("right", "id,amount\n1,10\n2,21\n");
    Cli cli = Cli.run("diff", left(), right, "--key", "id", "--json");
    JsonNode json = new ObjectMapper().readTree(cli.out());
    assertThat(json.path("format").asInt()).isEqualTo(1);
    assertThat(json.path("exitCode").asInt()).isEqualTo(1);
    assertThat(json.path("report").path("verdict").asText()).isEqualTo("MISMATCH");
    assertThat(json.path("report").path("rows").path("changed").asInt()).isEqualTo(1);
  }

  @Test
  void writesOneSelfContainedPageThatEscapesWhatItShows() throws IOException {
    Path page = folder.resolve("report.html");
    Path one = csv("one", "id,name\n1,<script>alert(1)</script>\n");
    Path two = csv("two", "id,name\n1,\"\"\"onload=x\"\n");
    Cli cli = Cli.run("diff", one, two, "--key", "id", "--html", page);
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(cli.err()).isEqualToNormalizingNewlines("report: %s\n".formatted(page));
    String html = Files.readString(page);
    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script", "http://", "https://", "src=");
  }

  @Test
  void refusesAPageThatCannotBeWrittenBeforeItCompares() {
    Path page = folder.resolve("nowhere/report.html");
    Cli cli = Cli.run("diff", left(), left(), "--key", "id", "--html", page);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot write report %s: folder %s does not exist.
            hint: name a file in a folder that exists
            """
                .formatted(page, folder.resolve("nowhere")));
  }

  @Test
  void namesEverySourceThatIsNotThere() {
    Cli cli = Cli.run("diff", folder.resolve("x"), folder.resolve("y.csv"), "--key", "id");
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read %1$s/x: nothing is there.
            hint: check the path for a typing error
            Cannot read %1$s/y.csv: nothing is there.
            hint: check the path for a typing error
            """
                .formatted(folder));
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void tellsProblemsInJsonToo() throws IOException {
    Cli cli = Cli.run("diff", folder.resolve("x"), left(), "--key", "id", "--json");
    JsonNode json = new ObjectMapper().readTree(cli.out());
    assertThat(json.path("exitCode").asInt()).isEqualTo(3);
    assertThat(json.path("problems").get(0).path("code").asText()).isEqualTo("TABLE_MISSING");
  }

  @Test
  void refusesDuplicateKeysThatItWouldHaveToPair() {
    Path right = csv("right", "id,amount\n1,10\n2,20\n2,22\n");
    Cli cli = Cli.run("diff", left(), right, "--key", "id");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot pair the rows of %s: key id = '2' occurs 2 times on the right.
            hint: add columns to the key until every row has its own
            """
                .formatted(right));
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void refusesKeysAndTolerancesOfColumnsThatAreNotThereAllAtOnce() {
    Cli cli = Cli.run("diff", left(), left(), "--key", "nr", "--tolerance", "amont=abs:1");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains("nr").contains("amont");
  }

  @Test
  void refusesEveryToleranceThatItCannotRead() {
    Cli cli =
        Cli.run(
            "diff",
            left(),
            left(),
            "--key",
            "id",
            "--tolerance",
            "amount=1%",
            "--tolerance",
            "amount=abs:-1");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read tolerance 'amount=1%': it is not COLUMN=abs:X, COLUMN=rel:X or both with X above 0.
            hint: write for example --tolerance amount=rel:1e-9
            Cannot read tolerance 'amount=abs:-1': it is not COLUMN=abs:X, COLUMN=rel:X or both with X above 0.
            hint: write for example --tolerance amount=rel:1e-9
            """);
  }

  @Test
  void saysWhatIsWrongWithACommandLineAndNotHowAllOthersAreWritten() {
    Cli cli = Cli.run("diff", left(), left(), "--key", "id", "--nosie", "x", "--json");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .matches(
            """
            Cannot read the command line: unknown options: '--nosie', 'x'\\.
            hint: write perhaps .*--noise or .*, or see bering diff --help
            """);
    assertThat(cli.out()).contains("COMMAND_LINE_INVALID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://me:s3cret@db/shop#t",
        "jdbc:postgresql://me:s3/cret@db/shop",
        "jdbc:sqlserver://h;user=sa;password=s3cret",
        "jdbc:oracle:thin:scott/s3cret@//h/s"
      })
  void neverShowsALogin(String address) {
    for (Cli cli :
        List.of(
            Cli.run("diff", left(), address, "--key=id", "--json"),
            Cli.run("diff", left(), left(), address, "--key=id", "--json"))) {
      assertThat(cli.exitCode()).isEqualTo(2);
      assertThat(cli.err() + cli.out()).doesNotContain("s3", "cret");
    }
  }

  @Test
  void needsAKey() {
    Cli cli = Cli.run("diff", left(), left());
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .startsWith("Cannot read the command line: missing required option: '--key=COLUMN'");
  }

  @Test
  void showsThePlanWithoutComparing() {
    Cli cli = Cli.run("diff", left(), left(), "--key", "id", "--dry-run");
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out()).startsWith("engine DuckDB ").contains("amount").doesNotContain("EXACT:");
  }
}
