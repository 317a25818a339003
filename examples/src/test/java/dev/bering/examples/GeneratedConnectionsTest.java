package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratedConnectionsTest {

  @Test
  void yieldsTheSameLinesForTheSameSeed() {
    assertThat(Lines.of(new GeneratedConnections(7, 500)))
        .isEqualTo(Lines.of(new GeneratedConnections(7, 500)))
        .isNotEqualTo(Lines.of(new GeneratedConnections(8, 500)));
  }

  @Test
  void yieldsRightLinesOfEveryKindAndAsManyAsAsked() {
    List<String> lines = Lines.of(new GeneratedConnections(42, 20_000));

    LineCheck check = new LineCheck("generated");
    lines.forEach(check::check);
    check.refuseWrongLines();
    assertThat(lines).hasSize(20_000);
    Set<String> labels =
        TrafficKind.all().stream().map(TrafficKind::label).collect(Collectors.toSet());
    assertThat(
            lines.stream()
                .map(line -> line.substring(line.lastIndexOf(',') + 1))
                .collect(Collectors.toSet()))
        .isEqualTo(labels)
        .contains("normal.", "smurf.", "neptune.", "portsweep.");
  }

  @Test
  void givesHoursWithAFloodMoreRows() {
    GeneratedConnections source = new GeneratedConnections(42, 200_000);
    long quiet = source.firstRowOf(1, 200_000) - source.firstRowOf(0, 200_000);
    long flooded = source.firstRowOf(10, 200_000) - source.firstRowOf(9, 200_000);

    assertThat(source.firstRowOf(0, 200_000)).isZero();
    assertThat(source.firstRowOf(24, 200_000)).isEqualTo(200_000);
    assertThat(flooded).isGreaterThan(3 * quiet);
  }

  @Test
  void saysThatItIsGenerated() {
    assertThat(ConnectionSource.generated().sentence(200_000))
        .isEqualTo("generated, seed 42, 200,000 connections");
  }

  @Test
  void refusesToLeaveSlicesEmpty() {
    assertThatThrownBy(() -> new GeneratedConnections(1, 23))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("rowCount is 23, less than one a slice");
  }
}
