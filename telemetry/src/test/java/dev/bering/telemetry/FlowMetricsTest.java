package dev.bering.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class FlowMetricsTest {
  @TempDir private Path folder;

  private static List<String> counts(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.matches("bering_flow_(rows|broken|retries|run_seconds_count).*"))
        .toList();
  }

  @Test
  void addsUpWhatRunsWroteAndWhatTheirRulesCounted() throws IOException {
    Platform.land(folder, "('a', 5L), ('a', 300L), ('b', 1L)");
    Path file = folder.resolve("flow.prom");
    var metrics = new FlowMetrics(file);
    Platform.run(folder, metrics.listener());
    metrics.write();
    Platform.run(folder, metrics.listener());
    Platform.landConnections(folder, "('a', -1L)");
    assertThatThrownBy(() -> Platform.run(folder, metrics.listener()))
        .isInstanceOf(UserException.class);
    metrics.write();
    assertThat(counts(file))
        .containsExactlyInAnyOrder(
            "bering_flow_broken_rows_total{check=\"valid\",flow=\"traffic\",rule=\"fail bytes >="
                + " 0\"} 0.0",
            "bering_flow_broken_rows_total{check=\"valid\",flow=\"traffic\",rule=\"warn bytes <"
                + " 100\"} 2.0",
            "bering_flow_retries_attempts_total{flow=\"traffic\",port=\"copied\"} 0.0",
            "bering_flow_retries_attempts_total{flow=\"traffic\",port=\"totals\"} 0.0",
            "bering_flow_rows_total{flow=\"traffic\",port=\"copied\"} 2.0",
            "bering_flow_rows_total{flow=\"traffic\",port=\"totals\"} 4.0",
            "bering_flow_run_seconds_count{flow=\"traffic\",outcome=\"failed\"} 1",
            "bering_flow_run_seconds_count{flow=\"traffic\",outcome=\"ok\"} 2");
    List<String> success =
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("bering_flow_success_seconds{"))
            .toList();
    var failing = new FlowMetrics(file);
    Platform.failAtOnce(failing.listener());
    failing.write();
    assertThat(success).hasSize(1);
    assertThat(Files.readAllLines(file))
        .containsAll(success)
        .contains("bering_flow_run_seconds_count{flow=\"traffic\",outcome=\"failed\"} 1");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(Files::isRegularFile)).containsExactly(file);
    }
  }

  @Test
  void refusesAFileThatCannotBeWritten() {
    assertThatThrownBy(() -> new FlowMetrics(folder.resolve("none/flow.prom")))
        .hasMessage(
            "Cannot write metrics to %s: its folder is not there."
                .formatted(folder.resolve("none/flow.prom")));
    assertThatThrownBy(() -> new FlowMetrics(folder))
        .hasMessage("Cannot write metrics to %s: it is a folder.".formatted(folder));
  }
}
