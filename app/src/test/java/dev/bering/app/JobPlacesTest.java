package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What runs on this machine is found again, from whichever folder somebody asks. */
class JobPlacesTest {
  private static final Location ELSEWHERE = Location.of("s3://platform/jobs");

  private static Path processes(Location records, Map<String, String> variables, String home) {
    return JobPlaces.processes(records, name -> Optional.ofNullable(variables.get(name)), home);
  }

  @Test
  void itsFolderLiesBesideTheRecordsOrInTheUsersOwn() {
    Map<String, String> home = Map.of("HOME", "/home/user");
    assertThat(processes(Location.of("/srv/jobs"), home, ""))
        .isEqualTo(Path.of("/srv/jobs/_bering/processes"));
    assertThat(processes(ELSEWHERE, home, "/homes/service"))
        .isEqualTo(Path.of("/home/user/.local/state/bering/processes"));
    assertThat(processes(ELSEWHERE, Map.of(), "/homes/service"))
        .isEqualTo(Path.of("/homes/service/.local/state/bering/processes"));
    assertThat(
            processes(ELSEWHERE, Map.of("HOME", "/home/user", "XDG_STATE_HOME", "/var/state"), ""))
        .isEqualTo(Path.of("/var/state/bering/processes"));
    assertThat(processes(ELSEWHERE, Map.of("HOME", "/home/user", "XDG_STATE_HOME", "here"), ""))
        .isEqualTo(Path.of("/home/user/.local/state/bering/processes"));
    assertThat(processes(ELSEWHERE, Map.of(), "?")).isEqualTo(Path.of(".bering/_bering/processes"));
  }
}
