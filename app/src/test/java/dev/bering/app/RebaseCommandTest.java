package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.LocalCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica whose source has cleaned up what joins the two, through the command line. */
class RebaseCommandTest {

  @TempDir Path folder;

  private DeltaTableFixture source;

  @BeforeEach
  void layATableThatIsCloned() {
    source = DeltaTableFixture.create(orders(), "orders-id").append("a", 10).append("b", 20);
    assertThat(Cli.run("clone", orders(), copy()).exitCode()).isZero();
  }

  private Path orders() {
    return folder.resolve("orders");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  /** The source goes on to version 5 and lets go of everything before the checkpoint of 5. */
  private void letGoOfWhatJoinsThem() throws IOException {
    source.append("c", 3).commit(DeltaTableFixture.remove("a")).append("d", 4);
    LocalCheckpoint.write(
        source.log("%020d.checkpoint.parquet".formatted(5)),
        "orders-id",
        List.of("b:20", "c:3", "d:4"));
    source.logFile("_last_checkpoint", "{\"version\":5,\"size\":5}");
    for (int version = 0; version < 5; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    Files.delete(orders().resolve("a"));
  }

  private void assertRefused(String sentences, Object... words) {
    Cli cli = Cli.run(words);
    assertThat(cli.err()).isEqualToNormalizingNewlines(sentences);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void beginsAnewIfToldTo() throws IOException {
    letGoOfWhatJoinsThem();
    assertRefused(
        """
        Cannot clone %s: %s is at version 2, and the source no longer has any commit that the target has, so the two cannot be compared.
        hint: clone with --rebase, which gives up the target's versions and begins anew, or into a new folder; to prevent this, clone more often than the source's delta.logRetentionDuration
        """
            .formatted(orders(), copy()),
        "clone",
        orders(),
        copy());

    Cli plan = Cli.run("clone", orders(), copy(), "--rebase", "--dry-run");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains(
            "the replica begins anew at the checkpoint of version 5 and gives up its versions up"
                + " to 2; 1 file that only they need is removed");
    assertThat(copy().resolve("a")).as("a plan changes nothing").exists();
    assertThat(Cli.run("check", orders(), copy()).exitCode()).isEqualTo(1);

    Cli rebased = Cli.run("clone", orders(), copy(), "--rebase");
    assertThat(rebased.exitCode()).as(rebased.err()).isZero();
    assertThat(rebased.out()).startsWith("+ %s is at version 5: ".formatted(copy()));
    assertThat(copy().resolve("a")).doesNotExist();
    assertThat(copy().resolve("_delta_log/00000000000000000002.json")).doesNotExist();
    Cli check = Cli.run("check", orders(), copy());
    assertThat(check.out()).isEqualToNormalizingNewlines("= 6  - 0  + 0  * 0  ! 0  at version 5\n");
    assertThat(check.exitCode()).isZero();

    source.append("e", 5);
    assertThat(Cli.run("clone", orders(), copy()).exitCode()).isZero();
    assertThat(Cli.run("check", orders(), copy()).exitCode()).isZero();
  }

  @Test
  void leavesATargetAloneThatHasGoneItsOwnWay() throws IOException {
    String commit = "{\"commitInfo\":{\"operation\":\"WRITE\",\"engineInfo\":\"somebody\"}}\n";
    Path theirs = Cli.write(copy().resolve("_delta_log/00000000000000000003.json"), commit);
    source.append("c", 3);
    String diverged =
        """
        Cannot clone to %s: its _delta_log/00000000000000000003.json is not the source's, so somebody has written to one of the two.
        hint: clone into a new folder; nothing at the target was changed
        """
            .formatted(copy());
    assertRefused(diverged, "clone", orders(), copy());
    assertRefused(diverged, "clone", orders(), copy(), "--rebase");
    assertRefused(diverged, "clone", orders(), copy(), "--rebase", "--dry-run");
    assertThat(theirs).hasContent(commit);
  }

  @Test
  void isForReplicasOnly() {
    assertRefused(
        """
        Cannot clone %s: --rebase means nothing for a snapshot.
        hint: leave it out, or clone with --mode replica
        """
            .formatted(orders()),
        "clone",
        orders(),
        folder.resolve("snapshot"),
        "--rebase",
        "--mode",
        "snapshot");
    assertThat(folder.resolve("snapshot")).doesNotExist();
  }
}
