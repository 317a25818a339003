package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the demo ends the Spark of this process")
class DemoCommandTest {

  @TempDir Path folder;

  @Test
  void refusesAFolderThatIsSomebodyElses() {
    Cli.write(folder.resolve("thesis.txt"), "mine");
    Cli cli = Cli.run("demo", "--folder", folder);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot lay the demo in %s: it holds thesis.txt, which the demo did not make.
            hint: name a folder that does not exist yet, or move those files away
            """
                .formatted(folder));
    assertThat(folder.resolve("thesis.txt")).hasContent("mine");
  }

  @Test
  @Tag("spark")
  void provesTheCorrectedPortAndFindsWhatWasWrongWithTheFirst() {
    Path demo = folder.resolve("demo");
    Cli cli = Cli.run("demo", "--folder", demo);
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains(
            "generated, seed 42, 200,000 connections",
            "first port: mismatch",
            "why: byte_ratio: the right is null where the left is Infinity; the divisor dst_bytes_sum is"
                + " 0 in all of them",
            "(elsewhere byte_ratio = src_bytes_sum / dst_bytes_sum)",
            "each on recorded inputs: the first component that differs is features",
            "corrected: tolerant",
            "each on recorded inputs: no component differs, and neither does the flow",
            "verdict: the replica is the table, and the corrected port computes what the legacy"
                + " pipeline recorded");
    assertThat(demo.resolve("report.html")).exists();
    assertThat(demo.resolve("legacy/connections/_delta_log")).isDirectoryContaining("glob:**.json");
  }
}
