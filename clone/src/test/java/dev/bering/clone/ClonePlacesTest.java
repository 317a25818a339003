package dev.bering.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ClonePlacesTest {

  @TempDir Path folder;

  /** As {@code /dev/stdout} is one where output is piped on. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void refuseAPipeWhichIsThereAndLeadsNowhere() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      Path end = endOfAPipe();
      assertThatThrownBy(
              () -> ClonePlaces.check(Location.of(folder), Location.of(end.resolve("x"))))
          .isInstanceOfSatisfying(
              UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessage(
              "Cannot clone: %1$s/x cannot be resolved (file %1$s is not there).".formatted(end));
    }
  }

  private static Path endOfAPipe() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path end : open.toList()) {
        if (Files.isSymbolicLink(end)
            && Files.readSymbolicLink(end).toString().startsWith("pipe:")) {
          return end;
        }
      }
    }
    throw new IllegalStateException("no pipe is open");
  }
}
