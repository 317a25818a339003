package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.delta.History;
import dev.bering.model.UserException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryTextTest {

  private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

  @Test
  void readsEveryForm() {
    assertThat(HistoryText.parse("all", NOW)).isEqualTo(new History.All());
    assertThat(HistoryText.parse("checkpoint", NOW)).isEqualTo(new History.CheckpointOnly());
    assertThat(HistoryText.parse("version:12", NOW)).isEqualTo(new History.SinceVersion(12));
    assertThat(HistoryText.parse("since:30d", NOW))
        .isEqualTo(new History.Since(Instant.parse("2026-03-01T12:00:00Z")));
    assertThat(HistoryText.parse("since:12h", NOW))
        .isEqualTo(new History.Since(Instant.parse("2026-03-31T00:00:00Z")));
    assertThat(HistoryText.parse("since:2026-01-31", NOW))
        .isEqualTo(new History.Since(Instant.parse("2026-01-31T00:00:00Z")));
    assertThat(HistoryText.parse("since:2026-01-31T01:00:00+01:00", NOW))
        .isEqualTo(new History.Since(Instant.parse("2026-01-31T00:00:00Z")));
  }

  @Test
  void refusesEverythingElse() {
    assertThatThrownBy(() -> HistoryText.parse("30d", NOW))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read history '30d': it is none of the known forms.");
    assertThatThrownBy(() -> HistoryText.parse("since:yesterday", NOW))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read time 'yesterday': it is no ISO 8601 time.");
    assertThatThrownBy(() -> HistoryText.time("2026-02-30"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read time '2026-02-30': it is no ISO 8601 time.");
  }
}
