package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.model.ExitCode;
import dev.bering.parity.Rung;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRunsTest {

  @TempDir Path folder;

  private Cli save(String right, Object... options) {
    Path one = Cli.write(folder.resolve("left.csv"), "id,amount,state\n1,10,a\n2,20,b\n3,30,c\n");
    Path two = Cli.write(folder.resolve("right.csv"), "id,amount,state\n" + right);
    return Cli.run(
        Stream.concat(
                Stream.of("diff", one, two, "--save", runs()),
                options.length == 0 ? Stream.of("--key", "id") : Stream.of(options))
            .toArray());
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(runs())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private String shown() {
    Cli cli = Cli.run("diff-history", runs());
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    return cli.out()
        .replace(folder.toString(), "")
        .replaceAll("20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME");
  }

  @Test
  void saysWhereNothingCanBeSaved() throws IOException {
    Files.writeString(runs(), "a file");
    Cli cli = save("1,10,a\n2,20,b\n3,30,c\n");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .contains(
            "Cannot save the report in %s: %s/_bering: Not a directory.".formatted(runs(), runs()))
        .doesNotContain("\tat ");
  }

  @Test
  void showsAtLeastOneRun() {
    Cli cli = Cli.run("diff-history", runs(), "--last", "0");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains("Cannot show the last 0 runs: that is none.");
  }

  @Test
  void showsWhatIsNewOpenAndFixed() {
    save("1,11,a\n2,20,b\n3,33,c\n");
    save("1,11,a\n2,22,b\n3,30,x\n");
    assertThat(shown())
        .isEqualTo(
            """
            /left.csv and /right.csv by key id
              TIME  * MISMATCH  3 left, 3 right: 2 rows changed
              TIME  * MISMATCH  3 left, 3 right: 3 rows changed

              since the run before
                new         state  0 -> 1
                  new: id='3'
                still open  amount  2 -> 2
                  new: id='2'
                  still: id='1'
                  fixed: id='3'
            """);
    save("1,10,a\n2,20,b\n3,30,c\n");
    assertThat(shown())
        .endsWith(
            """
              since the run before
                fixed       amount  2 -> 0
                  fixed: id='1'; id='2'
                fixed       state  1 -> 0
                  fixed: id='3'
            """);
  }

  @Test
  void callsNothingFixedThatIsNoLongerCompared() {
    save("1,11,a\n2,20,b\n3,33,c\n");
    save("1,11,a\n2,20,b\n3,33,c\n", "--key", "id", "--ignore", "amount");
    assertThat(shown())
        .endsWith(
            """
              since the run before
                declared otherwise than before (columns): what is not seen now need not be fixed
                no longer compared  amount  2 -> not known
            """);
  }

  @Test
  void callsNoColumnFixedWhereNoRowHasAPartner() {
    save("1,11,a\n2,20,b\n3,33,c\n");
    save("");
    assertThat(shown())
        .contains("    no longer compared  amount  2 -> not known\n")
        .doesNotContain("fixed");
  }

  @Test
  void callsAColumnThatIsGoneNoLongerCompared() {
    save("1,11,a\n2,20,b\n3,33,c\n");
    Path one = folder.resolve("left.csv");
    Cli.write(folder.resolve("right.csv"), "id,state\n1,a\n2,b\n3,c\n");
    Cli.run("diff", one, folder.resolve("right.csv"), "--save", runs(), "--key", "id");
    assertThat(shown())
        .endsWith(
            """
              since the run before
                no longer compared  amount  2 -> not known
            """);
  }

  @Test
  void showsTheRungThatADeclarationLetsADifferencePassOn() {
    save("1,11,a\n2,20,b\n3,33,c\n");
    save(
        "1,11,a\n2,20,b\n3,33,c\n",
        "--key",
        "id",
        "--accept",
        "{columns: [amount], owner: o, reason: r, cap: 9, expires: 2099-01-31}");
    assertThat(shown())
        .endsWith(
            """
              since the run before
                declared otherwise than before (accepted): what is not seen now need not be fixed
                ACCEPTED    amount  2 -> 0
            """);
  }

  @Test
  void callsNothingFixedThatAConditionLeavesOut() {
    save("1,11,a\n2,20,b\n3,33,c\n");
    save(
        "1,11,a\n2,20,b\n3,33,c\n",
        "--key",
        "id",
        "--left-where",
        "id = '2'",
        "--right-where",
        "id = '2'");
    assertThat(shown())
        .endsWith(
            """
              since the run before
                declared otherwise than before (where): what is not seen now need not be fixed
                not seen    amount  2 -> 0
            """);
  }

  @Test
  void doesNotCallARowFixedThatIsOnlyNotAmongTheExamples() {
    save("1,11,a\n2,22,b\n3,33,c\n", "--key", "id", "--samples", "1");
    save("1,10,a\n2,22,b\n3,33,c\n", "--key", "id", "--samples", "1");
    assertThat(shown())
        .endsWith(
            """
              since the run before
                still open  amount  3 -> 2
            """);
  }

  @Test
  void keepsSetsApartFromRows() {
    save("1,10,a\n2,20,b\n3,30,c\n");
    save("1,10,a\n2,20,b\n4,30,c\n", "--as-set", "id", "--min-jaccard", "0.9");
    save("1,10,a\n2,20,b\n3,30,c\n", "--as-set", "id", "--min-jaccard", "0.9");
    assertThat(shown())
        .isEqualTo(
            """
            /left.csv and /right.csv by key id
              TIME  = EXACT  3 left, 3 right: all 3 rows are equal

            /left.csv and /right.csv by set of id
              TIME  * MISMATCH  3 left, 3 right: Jaccard is 50.00 %, below 90.00 %
              TIME  = SET_LEVEL  3 left, 3 right: Jaccard 100.00 %, precision 100.00 %, recall 100.00 %

              since the run before
                fixed       JACCARD  0 -> 0
                fixed       members only on the left  1 -> 0
                  fixed: id='3'
                fixed       members only on the right  1 -> 0
                  fixed: id='4'
            """);
  }

  @Test
  void namesFilesByTimeAndTablesAndNeverOverwritesOne() throws IOException {
    Cli cli = save("1,10,a\n");
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(names()).hasSize(1);
    assertThat(cli.err()).isEqualToNormalizingNewlines("saved: %s\n".formatted(names().get(0)));
    assertThat(names().get(0))
        .matches("\\d{8}T\\d{6}\\.\\d{3}Z_left\\.csv_right\\.csv_[0-9a-f]{8}\\.json");
    JsonNode document = new ObjectMapper().readTree(runs().resolve(names().get(0)).toFile());
    assertThat(document.at("/format").asInt()).isEqualTo(1);
    assertThat(document.at("/exitCode").asInt()).isEqualTo(1);
    assertThat(document.at("/run/by").asText()).isEqualTo("key id");
    String before = Files.readString(runs().resolve(names().get(0)));
    StoredRun run = new StoredRuns(runs().toString()).newest(1).get(0);
    DiffResult again = new Repeated(run.pair());
    String second = new StoredRuns(runs().toString()).add(again, ExitCode.OK, run.savedAt());
    assertThat(second).isEqualTo(run.name().replace(".json", "-2.json"));
    assertThat(Files.readString(runs().resolve(run.name()))).isEqualTo(before);
  }

  /** Another report of the same tables at the same moment. */
  private record Repeated(DiffResult.Pair pair) implements DiffResult {
    @Override
    public Rung verdict() {
      return Rung.EXACT;
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public String page() {
      return "";
    }

    @Override
    public String junit() {
      return "";
    }

    @Override
    public Map<String, Object> parts() {
      return Map.of();
    }
  }

  @Test
  void refusesEveryForeignFileByName() {
    save("1,10,a\n");
    Cli.write(runs().resolve("notes.txt"), "mine");
    Cli.write(runs().resolve("20261122T101530.123Z_a_b_00000000.json"), "{\"format\":1}");
    Cli.write(runs().resolve("20261122T101530.124Z_a_b_00000000.json"), "{\"format\":1");
    Cli cli = Cli.run("diff-history", runs());
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read run notes.txt of %1$s: it is not named as kept reports are.
            hint: move it elsewhere: a folder of runs holds nothing else
            Cannot read run 20261122T101530.123Z_a_b_00000000.json of %1$s: it is not a report of format 1.
            hint: move it elsewhere: a folder of runs holds nothing else
            Cannot read run 20261122T101530.124Z_a_b_00000000.json of %1$s: it is not a report of format 1.
            hint: move it elsewhere: a folder of runs holds nothing else
            """
                .formatted(runs()));
  }

  @Test
  void saysThatNothingIsKept() {
    Cli cli = Cli.run("diff-history", runs());
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot show runs of %1$s: no report is kept there.
            hint: keep one with bering diff --save %1$s
            """
                .formatted(runs()));
    assertThat(Cli.run("diff-history", runs(), "--last", "0").exitCode()).isEqualTo(2);
  }
}
