package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a database from being read is told before anybody connects to it. */
class JdbcOptionsTest {

  @TempDir Path folder;

  private void assertRefused(String sentences, Object... options) {
    List<Object> words =
        new ArrayList<>(
            List.of("clone", "jdbc:postgresql://nowhere.invalid/shop", folder.resolve("copy")));
    words.addAll(List.of(options));
    Cli cli = Cli.run(words.toArray());
    assertThat(cli.err()).isEqualToNormalizingNewlines(sentences);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void namesEverythingThatIsMissingAtOnce() {
    assertRefused(
        """
        Cannot clone from a database: no table is named.
        hint: add --table SCHEMA.TABLE
        Cannot clone from a database: --updated-by needs --lag, the longest time between a change and its commit.
        hint: add --lag, such as --lag PT10M; a change that takes longer is missed
        Cannot clone from a database: --connections is 9.
        hint: give 1 to 8
        Cannot clone from a database: environment variable BERING_TEST_NOBODY_SETS_THIS is not set.
        hint: set it to the password, then run the same command again
        """,
        "--updated-by",
        "changed",
        "--connections",
        9,
        "--password-env",
        "BERING_TEST_NOBODY_SETS_THIS");
  }

  @Test
  void takesOneWayToFindChanges() {
    String exclude =
        """
        Cannot clone from a database: --append-by, --updated-by and --single-pass exclude each other.
        hint: give one of them, or none to compare by fingerprint
        """;
    assertRefused(exclude, "--table", "a.b", "--append-by", "id", "--single-pass");
    assertRefused(
        exclude, "--table", "a.b", "--append-by", "id", "--updated-by", "at", "--lag", "PT1M");
    assertRefused(
        exclude, "--table", "a.b", "--single-pass", "--updated-by", "at", "--lag", "PT1M");
  }

  @Test
  void takesALagWhereItMeansSomethingAndIsATime() {
    assertRefused(
        """
        Cannot clone from a database: --lag means nothing without --updated-by.
        hint: leave it out
        """,
        "--table",
        "a.b",
        "--lag",
        "PT10M");
    assertRefused(
        """
        Cannot clone from a database: --lag '10 minutes' is no ISO 8601 duration.
        hint: write PT10M or PT1H
        """,
        "--table",
        "a.b",
        "--updated-by",
        "at",
        "--lag",
        "10 minutes");
    assertRefused(
        """
        Cannot clone from a database: --connections is 0.
        hint: give 1 to 8
        """,
        "--table",
        "a.b",
        "--connections",
        0);
  }
}
