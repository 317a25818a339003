package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets, noise and reports from the command line. */
class DiffReportsTest {

  @TempDir Path folder;

  private Path left = Path.of("");
  private Path right = Path.of("");

  private Path csv(String name, String text) {
    return Cli.write(folder.resolve(name + ".csv"), text);
  }

  @BeforeEach
  void write() {
    left = csv("left", "id,tenant,score\n1,a,10\n2,a,20\n3,b,30\n");
    right = csv("right", "id,tenant,score\n1,a,10\n2,a,25\n4,b,30\n");
  }

  @Test
  void comparesAsSetsAgainstThresholds() {
    Cli green = Cli.run("diff", left, right, "--as-set", "id", "--min-jaccard", "0.5");
    assertThat(green.exitCode()).isZero();
    assertThat(green.out())
        .startsWith("= SET_LEVEL: Jaccard 50.00 %, precision 66.66 %, recall 66.66 %\n\nleft ");
    assertThat(Cli.run("diff", left, right, "--as-set", "id", "--min-recall", "0.7").exitCode())
        .isEqualTo(1);
    assertThat(Cli.run("diff", left, right, "--as-set", "id").exitCode()).isEqualTo(1);
    assertThat(
            Cli.run(
                    "diff",
                    left,
                    right,
                    "--as-set",
                    "id",
                    "--min-f",
                    "0.6",
                    "--beta",
                    "2",
                    "--multiset")
                .exitCode())
        .isZero();
  }

  @Test
  void doesNotLetAWholeHideASegmentAndLeavesSmallSamplesOpen() {
    Cli segments =
        Cli.run(
            "diff", left, right, "--as-set", "id", "--segment", "tenant", "--min-jaccard", "0.5");
    assertThat(segments.exitCode()).isEqualTo(1);
    assertThat(segments.out())
        .startsWith(
            "* MISMATCH: 1 of 2 segments too unlike, such as tenant='b': Jaccard is 0.00 %, below 50.00 %\n");
    assertThat(
            Cli.run("diff", left, left, "--as-set", "id", "--min-jaccard", "0.9", "--as-sample")
                .exitCode())
        .isEqualTo(4);
  }

  @Test
  void refusesOptionsThatMakeNoSenseTogether() {
    Cli sets =
        Cli.run(
            "diff",
            left,
            right,
            "--as-set",
            "id",
            "--key",
            "id",
            "--min-jaccard",
            "0",
            "--min-recall",
            "1.5",
            "--beta",
            "-1",
            "--multiset",
            "--as-sample");
    assertThat(sets.exitCode()).isEqualTo(2);
    assertThat(sets.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare as sets: --min-jaccard 0.0 is not a share above 0 and up to 1.
            hint: write for example --min-jaccard 0.99
            Cannot compare as sets: --min-recall 1.5 is not a share above 0 and up to 1.
            hint: write for example --min-recall 0.99
            Cannot compare as sets: --beta -1.0 is not a number above 0.
            hint: write below 1 where a member too many is worse, above 1 where a missing one is
            Cannot compare as sets: --beta weighs what --min-f demands, and that is not given.
            hint: add --min-f
            Cannot compare as sets: --as-sample counts members as independent draws, which the copies that --multiset counts are not.
            hint: leave one of the two out
            Cannot compare as sets: --key is about rows.
            hint: leave it out, or compare row by row without --as-set
            """);
    Cli rows =
        Cli.run("diff", left, right, "--key", "id", "--min-recall", "1", "--segment", "tenant");
    assertThat(rows.exitCode()).isEqualTo(2);
    assertThat(rows.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare as sets: --min-recall, --segment is about sets, and --as-set is not given.
            hint: name the columns of a member, such as --as-set resource,kind
            """);
  }

  private Path run(String name, int from) {
    StringBuilder csv = new StringBuilder("id,score,n\n");
    for (int i = 0; i < 200; i++) {
      csv.append(i).append(',').append(i % 10 == from ? 5 : 4).append(',').append(i).append('\n');
    }
    return csv(name, csv.toString());
  }

  @Test
  void measuresDifferencesAgainstAnotherLegacyRun() throws IOException {
    Path legacy = run("legacy", 0);
    Path port = run("port", 1);
    assertThat(Cli.run("diff", legacy, port, "--key", "id").exitCode()).isEqualTo(1);
    Path page = folder.resolve("report.html");
    Path junit = folder.resolve("report.xml");
    Cli noise =
        Cli.run(
            "diff",
            legacy,
            port,
            "--key",
            "id",
            "--noise",
            run("again", 2),
            "--noise",
            run("third", 3),
            "--noise-new",
            run("twice", 4),
            "--html",
            page,
            "--junit",
            junit);
    assertThat(noise.exitCode()).isZero();
    assertThat(noise.out())
        .startsWith("= WITHIN_LEGACY_NOISE: 40 rows changed, no more than between legacy runs\n")
        .contains(
            "= score: in 40 of 200 rows (20.00 %), legacy runs in 80 of 400 (20.00 %), noise up to")
        .contains("= score: new runs differ in 40 of 200 rows (20.00 %), legacy runs in 80 of 400");
    assertThat(Files.readString(page)).contains("Noise floor", "legacy runs in 80 of 400");
    assertThat(Files.readString(junit)).contains("failures=\"0\"", "legacy runs in 80 of 400");
    Cli json = Cli.run("diff", legacy, port, "--key", "id", "--noise", run("again", 2), "--json");
    JsonNode document = new ObjectMapper().readTree(json.out());
    assertThat(document.at("/report/verdict").asText()).isEqualTo("WITHIN_LEGACY_NOISE");
    assertThat(document.at("/noise/findings/0/noise").asInt()).isEqualTo(40);
  }

  @Test
  void refusesNoiseThatItCannotMeasure() {
    Path port = csv("port", "id,tenant,points\n1,a,10\n");
    Cli cli =
        Cli.run(
            "diff",
            left,
            port,
            "--key",
            "id",
            "--map",
            "score=points",
            "--noise-new",
            csv("port2", "id,tenant,points\n1,a,10\n"));
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .startsWith("Cannot measure the noise of new runs: they have other names for score.\n");
    assertThat(Cli.run("diff", left, right, "--keyless", "--noise", run("again", 2)).err())
        .startsWith(
            "Cannot measure noise: without a key nobody can say which row of another run is the same.\n");
    assertThat(Cli.run("diff", left, right, "--as-set", "id", "--noise", left).err())
        .startsWith("Cannot compare as sets: noise is measured row by row.\n");
  }

  @Test
  void refusesATableAsAnotherRunOfItself() throws IOException {
    Path legacy = run("legacy", 0);
    Path port = run("port", 1);
    Path again = run("again", 2);
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), again);
    Cli cli =
        Cli.run(
            "diff",
            legacy,
            port,
            "--key",
            "id",
            "--noise",
            port,
            "--noise",
            legacy,
            "--noise",
            again,
            "--noise",
            link,
            "--noise-new",
            port,
            "--noise-new",
            legacy);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot measure noise: %2$s is given as RIGHT and again as --noise.
            hint: name the table of another run
            Cannot measure noise: %1$s is given as LEFT and again as --noise.
            hint: name the table of another run
            Cannot measure noise: %3$s is given as --noise and again as --noise.
            hint: name the table of another run
            Cannot measure noise: %2$s is given as RIGHT and again as --noise-new.
            hint: name the table of another run
            Cannot measure noise: %1$s is given as LEFT and again as --noise-new.
            hint: name the table of another run
            """
                .formatted(legacy, port, link));
  }

  @Test
  void writesAPageOfSetsThatEscapesWhatItShows() throws IOException {
    Path page = folder.resolve("sets.html");
    Path odd = csv("odd", "id,TENANT\n<script>alert(1)</script>,<b>\n");
    Cli cli = Cli.run("diff", left, odd, "--as-set", "id", "--segment", "tenant", "--html", page);
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(Files.readString(page))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;b&gt;", "Jaccard")
        .contains("<p>column 'tenant' of the left is spelled 'TENANT' on the right</p>")
        .doesNotContain("<script", "http://", "https://", "src=");
  }

  @Test
  void refusesAReportThatCannotBeWritten() {
    Path file = folder.resolve("nowhere/report.xml");
    assertThat(Cli.run("diff", left, right, "--key", "id", "--junit", file).err())
        .isEqualToNormalizingNewlines(
            """
            Cannot write report %s: folder %s does not exist.
            hint: name a file in a folder that exists
            """
                .formatted(file, folder.resolve("nowhere")));
  }
}
