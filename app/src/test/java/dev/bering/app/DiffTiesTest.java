package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ties on the command line and in every kind of report. */
class DiffTiesTest {

  private static final String TIES =
      "{kind: top-k, partition: [user], order: [score desc], k: 1, candidates: %s}";

  @TempDir Path folder;

  private Path left;
  private Path right;
  private Path candidates;

  @BeforeEach
  void write() {
    left = table("left", "('a', 1, 9), ('d', 2, 3)");
    right = table("right", "('b', 1, 9), ('d', 2, 3)");
    candidates = table("all", "('a', 1, 9), ('b', 1, 9), ('c', 1, 5), ('d', 2, 3)");
  }

  private Path table(String name, String rows) {
    return Cli.writeParquet(
        folder.resolve(name + ".parquet"), "FROM (VALUES %s) t(id, user, score)".formatted(rows));
  }

  @Test
  void isDeclaredInAFileOrByAnOption() {
    Path yaml =
        Cli.write(
            folder.resolve("c.yaml"),
            """
            left: left.parquet
            right: right.parquet
            keys: [id]
            ties:
              kind: top-k
              partition: [user]
              order: [score desc]
              k: 1
              candidates: all.parquet
            """);
    Cli byFile = Cli.run("diff", "--comparison", yaml);
    assertThat(byFile.err()).isEmpty();
    assertThat(byFile.exitCode()).isZero();
    assertThat(byFile.out())
        .startsWith(
            "= EQUIVALENT_BY_TIE: 1 row is equal, 1 row is exchanged for one tied with it, in 1"
                + " order key of 1 partition\n");
    Cli byOption =
        Cli.run("diff", left, right, "--key", "id", "--ties", TIES.formatted(candidates));
    assertThat(byOption.out()).isEqualTo(byFile.out());
    assertThat(Cli.run("diff", "--comparison", yaml, "--dry-run").out())
        .contains("ties   top 1 of each user, in order of score desc, chosen from " + candidates);
    Cli contradicting = Cli.run("diff", "--comparison", yaml, "--ties", TIES.formatted(left));
    assertThat(contradicting.err().replace(yaml.toString(), "c.yaml"))
        .isEqualToNormalizingNewlines(
            """
            Cannot compare as c.yaml and options say: --ties contradicts the file.
            hint: leave the option out, or change the file
            """);
  }

  @Test
  void endsUndecidedWithoutCandidatesAndRedWithWrongOnes() {
    String without = "{kind: top-k, partition: user, order: score desc}";
    Cli undecided = Cli.run("diff", left, right, "--key", "id", "--ties", without);
    assertThat(undecided.exitCode()).isEqualTo(4);
    Cli red = Cli.run("diff", left, right, "--key", "id", "--ties", TIES.formatted(left));
    assertThat(red.exitCode()).isEqualTo(1);
    assertThat(red.out())
        .startsWith(
            "* MISMATCH: 1 row only on the left, 1 row only on the right, no tie: 1 row of the"
                + " right is not among the candidates, such as user = 1, score = 9, id = 'b'\n");
  }

  @Test
  void isPartOfEveryReport() throws IOException {
    Path page = folder.resolve("report.html");
    Path junit = folder.resolve("report.xml");
    Path runs = folder.resolve("runs");
    Object[] diff = {
      "diff",
      left,
      right,
      "--key",
      "id",
      "--ties",
      TIES.formatted(candidates),
      "--html",
      page,
      "--junit",
      junit,
      "--save",
      runs,
      "--json"
    };
    Cli cli = Cli.run(diff);
    assertThat(cli.exitCode()).isZero();
    assertThat(new ObjectMapper().readTree(cli.out()).at("/report/ties").toString())
        .isEqualTo(
            "{\"rung\":\"EQUIVALENT_BY_TIE\",\"exchanged\":1,\"renumbered\":0,\"groups\":1,"
                + "\"partitions\":1,\"faults\":[]}");
    assertThat(Files.readString(page))
        .contains("<h2>Ties</h2>")
        .contains("<p>1 row is exchanged for one tied with it, in 1 order key of 1 partition</p>");
    assertThat(Files.readString(junit))
        .contains("tests=\"7\" failures=\"0\" errors=\"0\" skipped=\"0\"")
        .contains("name=\"ties\"");
    Cli history = Cli.run("diff-history", runs);
    assertThat(history.exitCode()).isZero();
    assertThat(history.out()).contains("EQUIVALENT_BY_TIE");
  }

  @Test
  void saysEverythingThatIsWrongWithTies() {
    Path yaml =
        Cli.write(
            folder.resolve("c.yaml"),
            """
            keys: [id]
            ties: {kind: rank, candidates: all.parquet}
            """);
    assertThat(
            Cli.run("diff", left, right, "--comparison", yaml).err().replace(yaml + "", "c.yaml"))
        .isEqualToNormalizingNewlines(
            """
            Cannot read c.yaml: line 2: ties has no order.
            hint: write 'order: ...'
            Cannot read c.yaml: line 2: 'kind' cannot have this value.
            hint: write one of top-k, row-number
            """);
    assertThat(
            Cli.run(
                    "diff",
                    left,
                    right,
                    "--key=id",
                    "--ties={kind: row-number, order: score, k: 3, candidates: x}")
                .err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read --ties: line 1: ties has no number.
            hint: write 'number: ...'
            Cannot read --ties: line 1: ties has no key 'k'.
            hint: write one of kind, partition, order, number
            Cannot read --ties: line 1: ties has no key 'candidates'.
            hint: write one of kind, partition, order, number
            """);
    assertThat(
            Cli.run("diff", left, right, "--key=id", "--ties={kind: top-k, order: score, k: 0}")
                .err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read --ties: line 1: 'k' keeps no row.
            hint: write 1 or more
            """);
  }

  /** Such as a variable that is not set. */
  @Test
  void refusesOptionsThatSayNothing() {
    Path csv = Cli.write(folder.resolve("left.csv"), "id,user,score\na,1,10\nb,1,9\n");
    Cli cli = Cli.run("diff", csv, csv, "--key=id", "--ties=", "--accept=");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read --ties: it is empty.
            hint: write at least '{kind: top-k, order: [score desc]}'
            Cannot read --accept: it is empty.
            hint: write what is accepted, as in '{columns: [a], owner: o, reason: r, cap: 9, expires: 2027-01-31}'
            """);
  }

  @Test
  void refusesToRankTextsWithoutTypes() {
    Path csv = Cli.write(folder.resolve("left.csv"), "id,user,score\na,1,10\nb,1,9\n");
    Cli cli = Cli.run("diff", csv, csv, "--key=id", "--ties={kind: top-k, order: score desc}");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare %1$s with %1$s: rows are ranked by column 'score', whose texts have no type on either side: as text 10 comes before 9.
            hint: give one of the tables types, such as those of Parquet
            """
                .formatted(csv));
  }

  @Test
  void isNotMeasuredAgainstNoise() {
    Cli cli =
        Cli.run(
            "diff",
            left,
            right,
            "--key=id",
            "--ties",
            TIES.formatted(candidates),
            "--noise",
            candidates);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot measure noise: ties are declared, and what they explain would count as noise too.
            hint: leave out the ties, or --noise and --noise-new
            """);
  }

  @Test
  void namesCandidatesThatAreNotThere() {
    Path gone = folder.resolve("gone.parquet");
    Cli cli = Cli.run("diff", left, right, "--key=id", "--ties", TIES.formatted(gone));
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err()).contains(gone.toString());
  }

  @Test
  void namesPartitionsThatOneSideLacks() throws IOException {
    Path page = folder.resolve("report.html");
    Path yaml =
        Cli.write(
            folder.resolve("c.yaml"),
            "left: left.parquet\nright: right.parquet\nkeys: id\npartitions: [user]\n");
    table("right", "('a', 1, 9)");
    Cli cli = Cli.run("diff", "--comparison", yaml, "--html", page);
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(cli.out()).startsWith("* MISMATCH: partition user=2 is only on the left (1 row)\n");
    assertThat(Files.readString(page)).contains("<h2>Partitions on one side only</h2>");
    assertThat(Cli.run("diff", left, right, "--key=id", "--partitions=user").out())
        .isEqualTo(cli.out());
    assertThat(Cli.run("diff", "--comparison", yaml, "--partitions=score").err())
        .contains("options say: --partitions contradicts the file.");
  }

  @Test
  void isTestedOnTheUsersOwnRows() {
    Cli cli =
        Cli.run(
            "diff", left, right, "--key=id", "--ties", TIES.formatted(candidates), "--self-test");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out()).contains("= a tied row becomes one that never was");
  }
}
