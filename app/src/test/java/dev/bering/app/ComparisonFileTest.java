package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonFileTest {

  @TempDir Path folder;

  private Path file(String name, String text) {
    return Cli.write(folder.resolve(name), text);
  }

  private Path tables() {
    file("left.csv", "id,amount,note\n1,10,x\n2,20,y\n");
    return file("right.csv", "id,amount_eur,note\n1,10.001,z\n2,20,y\n");
  }

  @Test
  void comparesAsAFileDeclares() {
    tables();
    Path yaml =
        file(
            "c.yaml",
            """
            left: left.csv
            right: right.csv
            keys: [id]
            columns:
              amount:
                right: amount_eur
                tolerance: {absolute: 0.01}
              note:
                ignore: written anew by each side
            samples: 3
            """);
    Cli cli = Cli.run("diff", "--comparison", yaml);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out())
        .contains("= TOLERANT: all 2 rows are equal, 1 column only within the tolerance")
        .contains("! note    ignored: written anew by each side")
        .contains("column 'amount' of the left is called 'amount_eur' on the right");
  }

  @Test
  void comparesAsOptionsDeclareTheSame() {
    Path right = tables();
    Cli cli =
        Cli.run(
            "diff",
            folder.resolve("left.csv"),
            right,
            "--key=id",
            "--map=amount=amount_eur",
            "--tolerance=amount=abs:0.01",
            "--ignore=note=written anew, by each side");
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out())
        .contains("= TOLERANT")
        .contains("! note    ignored: written anew, by each side");
  }

  @Test
  void anOptionGoesBeforeTheVersionThatAFileNames() throws IOException {
    tables();
    Path yaml =
        file(
            "c.yaml",
            "left: left.csv\nright: right.csv\nleft-version: 3\nright-version: 4\nkeys: id\n");
    Cli cli = Cli.run("diff", "--comparison", yaml, "--left-version", 5);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err().replace(folder.toRealPath().toString(), "."))
        .isEqualToNormalizingNewlines(
            """
            Cannot read version 5 of ./left.csv: it is no table that has versions.
            hint: leave the version out
            Cannot read version 4 of ./right.csv: it is no table that has versions.
            hint: leave the version out
            """);
  }

  @Test
  void theVersionThatAFileNamesIsThatOfItsTableHoweverThePlaceIsSpelled() throws IOException {
    Path right = tables();
    Path yaml = file("c.yaml", "left: left.csv\nright: right.csv\nleft-version: 3\nkeys: id\n");
    Cli cli = Cli.run("diff", folder + "/x/../left.csv", right, "--comparison", yaml);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).startsWith("Cannot read version 3 of ").doesNotContain("another table");
  }

  @Test
  void theVersionThatAFileNamesIsNoneOfAnotherTable() {
    Path right = tables();
    Path yaml =
        file("c.yaml", "left: a.csv\nright: b.csv\nleft-version: 3\nright-version: 4\nkeys: id\n");
    Cli cli =
        Cli.run(
            "diff", folder.resolve("left.csv"), right, "--comparison", yaml, "--left-version=3");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare version 4 of the right: the file names it for another table than the command line.
            hint: say the version with --right-version, or leave the table out
            """);
  }

  @Test
  void refusesAVersionThatIsNoNumber() {
    Path yaml = file("c.yaml", "keys: id\nleft-version: latest\n");
    Cli cli = Cli.run("diff", "a", "b", "--comparison", yaml);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err().replace(yaml.toString(), "c.yaml"))
        .isEqualToNormalizingNewlines(
            """
            Cannot read c.yaml: line 2: 'left-version' is no number of a version.
            hint: write a number such as 7
            """);
  }

  @Test
  void aDryRunLooksAtTheConditionsOfAcceptedDifferences() {
    tables();
    Path yaml =
        file(
            "c.yaml",
            """
            left: left.csv
            right: left.csv
            keys: id
            accepted:
              - {columns: note, where: no_such = 1, reason: r, owner: o, cap: 1, expires: 2099-01-01}
            """);
    Cli cli = Cli.run("diff", "--comparison", yaml, "--dry-run");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains("by 'no_such = 1'").contains("no_such");
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void comparesOtherTablesAsTheFileDeclares() {
    tables();
    Path yaml = file("c.yaml", "left: left.csv\nright: right.csv\nkeys: id\n");
    Path left = folder.resolve("left.csv");
    Cli cli = Cli.run("diff", left, left, "--comparison", yaml);
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out()).contains("= EXACT");
  }

  @Test
  void addsOptionsToTheFileAndRefusesThoseThatContradictIt() {
    tables();
    Path yaml =
        file(
            "c.yaml",
            """
            left: left.csv
            right: right.csv
            keys: [id]
            where: {left: "id = '2'"}
            columns:
              amount: {right: amount_eur, tolerance: {absolute: 0.01}}
              note: {ignore: new text}
            """);
    Cli added =
        Cli.run(
            "diff",
            "--comparison=" + yaml,
            "--key=ID",
            "--right-where=id = '2'",
            "--map=amount=amount_eur",
            "--ignore=note");
    assertThat(added.err()).isEmpty();
    assertThat(added.exitCode()).isZero();
    Cli contradicting =
        Cli.run(
            "diff",
            "--comparison=" + yaml,
            "--key=note",
            "--left-where=true",
            "--map=amount=amount_usd",
            "--tolerance=amount=abs:1",
            "--ignore=note=old text");
    assertThat(contradicting.exitCode()).isEqualTo(2);
    assertThat(contradicting.err().replace(yaml.toString(), "c.yaml"))
        .isEqualToNormalizingNewlines(
            """
            Cannot compare as c.yaml and options say: --key note contradicts the file.
            hint: leave the option out, or change the file
            Cannot compare as c.yaml and options say: --left-where contradicts the file.
            hint: leave the option out, or change the file
            Cannot compare as c.yaml and options say: --map of amount contradicts the file.
            hint: leave the option out, or change the file
            Cannot compare as c.yaml and options say: --tolerance of amount contradicts the file.
            hint: leave the option out, or change the file
            Cannot compare as c.yaml and options say: --ignore of note contradicts the file.
            hint: leave the option out, or change the file
            """);
  }

  @Test
  void saysEverythingThatIsWrongWithAFileAtOnceWithItsLine() {
    Path yaml =
        file(
            "c.yaml",
            """
            key: [id]
            where: {lef: "x"}
            columns:
              a: {tolerance: {absolut: 1}}
              b: {tolerance: {relative: -1}}
              c: {ignored: x}
              d: [trim]
              A: {ignore: x}
              e: {ignore: x, tolerance: {absolute: 1}}
              f: {ignore: }
            when-empty: perhaps
            samples: few
            accepted:
              - {columns: a, from: [1], cap: -1, expires: never, reason: x}
            """);
    Cli cli = Cli.run("diff", "l", "r", "--comparison", yaml);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(
            cli.err().replace(yaml.toString(), "c.yaml").lines().filter(l -> !l.startsWith("hint")))
        .containsExactly(
            "Cannot read c.yaml: line 1: the file has no keys.",
            "Cannot read c.yaml: line 2: where has no key 'lef'.",
            "Cannot read c.yaml: line 11: 'when-empty' cannot have this value.",
            "Cannot read c.yaml: line 12: 'samples' is no whole number of at least 0.",
            "Cannot read c.yaml: line 4: the tolerance of column 'a' has no key 'absolut'.",
            "Cannot read c.yaml: line 5: 'relative' is no number of at least 0.",
            "Cannot read c.yaml: line 6: column 'c' has no key 'ignored'.",
            "Cannot read c.yaml: line 7: column 'd' is no mapping of keys to values.",
            "Cannot read c.yaml: line 8: columns has 'A' twice, as letters count alike in either"
                + " case.",
            "Cannot read c.yaml: line 9: column 'e' is ignored and has other rules.",
            "Cannot read c.yaml: line 10: 'ignore' has no plain value.",
            "Cannot read c.yaml: line 14: 'from' is no plain value.",
            "Cannot read c.yaml: line 14: an accepted difference has no owner.",
            "Cannot read c.yaml: line 14: 'cap' is no whole number of at least 0.",
            "Cannot read c.yaml: line 14: 'expires' is no date.",
            "Cannot read c.yaml: line 1: the file has no key 'key'.");
  }

  @Test
  void normalisesAcceptsAndRenamesIdsByOptionsToo() {
    Path one = file("one.csv", "id,land,session,state\n1, FR,a,OPEN\n2,de,b,OPEN\n");
    Path two = file("two.csv", "id,land,session,state\n1,fr,x,PENDING\n2,DE,y,OPEN\n");
    Cli cli =
        Cli.run(
            "diff",
            one,
            two,
            "--key=id",
            "--normalise=land=[trim, lower-case]",
            "--random-id=session",
            "--accept={columns: state, to: PENDING, owner: o, reason: r, cap: 1, expires:"
                + " 2099-01-31}");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out()).contains("= ACCEPTED").contains("= session  2 by another name");
    assertThat(cli.exitCode()).isZero();
  }

  @Test
  void refusesTolerancesThatCallEverythingEqual() {
    Cli cli =
        Cli.run(
            "diff",
            "l",
            "r",
            "--key=id",
            "--tolerance=a=rel:5",
            "--tolerance=b=abs:1e309",
            "--tolerance=c=ulp:4294967297",
            "--tolerance=d=rel:0.99,ulp:4294967296");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualTo(
            """
            Cannot read tolerance 'a=rel:5': a relative tolerance of 1 or more calls any two numbers of one sign equal.
            hint: write a share: 5 % is rel:0.05, or relative: 0.05 in a document
            Cannot read tolerance 'b=abs:1e309': the absolute tolerance is larger than any number.
            hint: write a number such as 0.01
            Cannot read tolerance 'c=ulp:4294967297': 4294967297 ulps are more than 4294967296.
            hint: declare a relative tolerance, such as 1e-9
            """);
  }

  @Test
  void refusesTolerancesOfAFileThatCallEverythingEqual() {
    Path yaml =
        file(
            "excess.yaml",
            """
            keys: [id]
            columns:
              a: {tolerance: {relative: 5}}
              b: {tolerance: {absolute: 1e309}}
              c: {tolerance: {ulps: 4294967297}}
            """);
    Cli cli = Cli.run("diff", "l", "r", "--comparison", yaml);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err().replace(yaml.toString(), "c.yaml"))
        .isEqualTo(
            """
            Cannot read c.yaml: line 3: in the tolerance of column 'a' a relative tolerance of 1 or more calls any two numbers of one sign equal.
            hint: write a share: 5 % is rel:0.05, or relative: 0.05 in a document
            Cannot read c.yaml: line 4: in the tolerance of column 'b' the absolute tolerance is larger than any number.
            hint: write a number such as 0.01
            Cannot read c.yaml: line 5: in the tolerance of column 'c' 4294967297 ulps are more than 4294967296.
            hint: declare a relative tolerance, such as 1e-9
            """);
  }

  @Test
  void refusesOptionsThatItCannotReadAllAtOnce() {
    Cli cli =
        Cli.run(
            "diff",
            "l",
            "r",
            "--key=id",
            "--keyless",
            "--map=a",
            "--normalise=a",
            "--normalise=a=[trimm, scale: 99, zone: Nowhere, precision: days]",
            "--accept={columns: a}",
            "--tolerance=a=ulp:0");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err().lines().filter(line -> !line.startsWith("hint")))
        .containsExactly(
            "Cannot compare by key id: --keyless says that there is none.",
            "Cannot map 'a': it is not LEFT=RIGHT.",
            "Cannot read tolerance 'a=ulp:0': it is not COLUMN=abs:X, COLUMN=rel:X or both with X"
                + " above 0.",
            "Cannot normalise 'a': it is not COLUMN=NORMALISERS.",
            "Cannot read --normalise: line 1: there is no normaliser 'trimm'.",
            "Cannot read --normalise: line 1: 'scale' is more than 38.",
            "Cannot read --normalise: line 1: 'zone' names no zone.",
            "Cannot read --normalise: line 1: 'precision' cannot have this value.",
            "Cannot read --accept: line 1: an accepted difference has no reason.",
            "Cannot read --accept: line 1: an accepted difference has no owner.",
            "Cannot read --accept: line 1: an accepted difference has no cap.",
            "Cannot read --accept: line 1: an accepted difference has no expires.");
  }

  @Test
  void runsTheExampleOfTheReference() throws IOException {
    String reference =
        Files.readString(
            Path.of(System.getProperty("bering.root"), "docs/reference/comparison.md"));
    int start = reference.indexOf("```yaml\n") + "```yaml\n".length();
    Path yaml = file("orders.yaml", reference.substring(start, reference.indexOf("```", start)));
    try (OrdersTables tables = new OrdersTables(folder)) {
      tables.write();
    }
    Cli cli = Cli.run("diff", "--comparison", yaml);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out())
        .contains("= ACCEPTED: all 3 rows are equal")
        .contains(
            "! loaded_at  ignored: the time of the load, which is another one on each platform")
        .contains("= amount     1 tolerated within 0.005 or 0.0000001 %")
        .contains("= score      1 tolerated within 4 ulps")
        .contains("= session    3 by another name, one to one")
        .contains("= state      2 accepted")
        .contains(
            "country: null-like: ['', 'n/a'] changed 1 on the left and 0 on the right, mismatches"
                + " absorbed: 1")
        .contains(
            "placed: precision: milliseconds changed 1 on the left and 0 on the right, mismatches"
                + " absorbed: 1")
        .contains("where placed < TIMESTAMP '2026-11-01', 3 rows");
    assertThat(Cli.run("diff", "--comparison", yaml, "--dry-run").out())
        .contains("one-to-one  session")
        .contains(
            "accept 'OPEN' -> 'PENDING' of state where lower(trim(country)) = 'fr', in at most 2"
                + " rows until 2099-12-31");
  }

  @Test
  void namesTheTablesThatNobodyNames() {
    Path yaml = file("c.yaml", "keys: id\n");
    Cli cli = Cli.run("diff", "--comparison", yaml);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .startsWith("Cannot read the command line: missing required parameter: 'LEFT'");
  }

  @Test
  void refusesAnEmptyFileAndOneThatIsNotThere() {
    Path yaml = file("c.yaml", "");
    assertThat(Cli.run("diff", "--comparison", yaml).err())
        .isEqualToNormalizingNewlines(
            "Cannot read %s: it is empty.%nhint: write at least 'keys: [...]'%n".formatted(yaml));
    Path nowhere = folder.resolve("nowhere.yaml");
    Cli cli = Cli.run("diff", "--comparison", nowhere);
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err()).startsWith("Cannot read %s: ".formatted(nowhere));
  }
}
