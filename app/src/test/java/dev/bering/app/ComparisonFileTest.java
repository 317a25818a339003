package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

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
            """);
    Cli cli = Cli.run("diff", "l", "r", "--comparison", yaml);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err().replace(yaml.toString(), "c.yaml").lines().filter(l -> !l.startsWith("hint")))
        .containsExactly(
            "Cannot read c.yaml: line 1: the file has no keys.");
  }

  @Test
  void namesTheTablesThatNobodyNames() {
    Path yaml = file("c.yaml", "keys: id\n");
    Cli cli = Cli.run("diff", "--comparison", yaml);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).startsWith("Missing required parameter: 'LEFT'");
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
