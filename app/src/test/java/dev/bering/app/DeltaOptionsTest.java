package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.delta.StreamPlanner.Move;
import dev.bering.model.Location;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DeltaOptionsTest {

  private static List<Move> moves(String checkpoint) {
    DeltaOptions options = new DeltaOptions();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--with-checkpoint", checkpoint);
    return options.moves(Location.of("/copy"));
  }

  private static Move move(String from, String to) {
    return new Move(Location.of(from), Location.of(to));
  }

  @Test
  void splitsACheckpointFromItsTargetWhereAPathBegins() {
    assertThat(moves("/cp/in")).containsExactly(move("/cp/in", "/copy/_checkpoints/in"));
    assertThat(moves("/cp/day=1")).containsExactly(move("/cp/day=1", "/copy/_checkpoints/day=1"));
    assertThat(moves("/cp/day=1=/lake/k=v/cp")).containsExactly(move("/cp/day=1", "/lake/k=v/cp"));
    assertThat(moves("/cp/day=1=s3://lake/k=v"))
        .containsExactly(move("/cp/day=1", "s3://lake/k=v"));
    assertThat(moves("cp=./copy")).containsExactly(move("cp", "copy"));
  }
}
