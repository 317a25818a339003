package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.core.DatabricksConfig;
import dev.bering.jobs.Job;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many runs on one workspace share. */
class DatabricksSessionsTest {
  @TempDir Path folder;

  @Test
  void aThousandRunsAskNoFasterThanAWorkspaceAnswers() {
    try (DatabricksServer server = new DatabricksServer(folder)) {
      DatabricksPlatform platform =
          new DatabricksPlatform(
              () -> new DatabricksConfig().setToken(DatabricksServer.LOGIN), Duration.ofSeconds(5));
      Job job = new DatabricksJobs(server.url(), folder).sent();
      Rendering rendering = platform.render(job);
      List<PlatformConnection> connections = new ArrayList<>();
      List<Duration> turns = new ArrayList<>();
      List<Duration> polls = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        connections.add(platform.connect(rendering));
        turns.add(connections.get(i).turn());
        polls.add(connections.get(i).pace());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(turns.get(0)).isZero();
      assertThat(polls).allMatch(poll -> poll.compareTo(Duration.ofSeconds(5)) >= 0);
      // At most 20 begin and 50 ask in a second.
      assertThat(turns.get(999).plus(took)).isGreaterThanOrEqualTo(Duration.ofMillis(999 * 50));
      assertThat(polls.get(999).plus(took))
          .isGreaterThanOrEqualTo(Duration.ofMillis(5000 + 999 * 20));
      // One login for all of them, and what the SDK asks before it.
      assertThat(server.calls("").size()).isLessThanOrEqualTo(3);
      connections.forEach(PlatformConnection::close);
    }
  }

  @Test
  void aLoginThatWasRefusedIsFoundAnew() throws Exception {
    try (DatabricksServer server = new DatabricksServer(folder)) {
      AtomicReference<String> token = new AtomicReference<>("dapi-outdated");
      DatabricksPlatform platform =
          new DatabricksPlatform(
              () -> new DatabricksConfig().setToken(token.get()), Duration.ofMillis(2));
      Job job = new DatabricksJobs(server.url(), folder).sent();
      PlatformConnection.Token run = new PlatformConnection.Token("totals-1", 1, "bering-1");
      try (PlatformConnection outdated = platform.connect(platform.render(job))) {
        assertThatThrownBy(() -> outdated.find(run))
            .isInstanceOf(PlatformException.class)
            .hasMessage("Invalid access token.");
        token.set(DatabricksServer.LOGIN);
        try (PlatformConnection fresh = platform.connect(platform.render(job))) {
          assertThat(fresh.find(run)).isEmpty();
        }
      }
    }
  }
}
