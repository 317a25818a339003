package dev.bering.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTest {

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "/a/b/, /a/b",
    "/a/./x/../b, /a/b",
    "file:/a/b, /a/b",
    "file:///a/b/, /a/b",
    "FILE:/a/b, /a/b",
    "/a/b%20c, /a/b%20c",
    "s3://bucket/key/, s3://bucket/key",
    "s3://bucket/x/../key, s3://bucket/key",
  })
  void readsWhatPeopleWrite(String text, String shown) {
    assertThat(Location.of(text)).hasToString(shown);
  }

  @Test
  void takesRelativePathsAgainstTheWorkingDirectory() {
    assertThat(Location.of("x/y").toPath()).isEqualTo(Path.of("x/y").toAbsolutePath());
  }

  @Test
  void knowsWhatLiesWithin() {
    assertThat(Location.of("/a/b").isWithin(Location.of("/a"))).isTrue();
    assertThat(Location.of("/a").isWithin(Location.of("/a"))).isTrue();
    assertThat(Location.of("/a").isWithin(Location.of("/"))).isTrue();
    assertThat(Location.of("/ab").isWithin(Location.of("/a"))).isFalse();
    assertThat(Location.of("s3://a/b").isWithin(Location.of("/a"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'', it is empty",
    "'file:', it is empty",
    "file://host/x, a file location has no host",
    "s3:bucket, \"'s3:' must be followed by '//'\"",
  })
  void refusesWhatIsNoLocation(String text, String fact) {
    assertThatThrownBy(() -> Location.of(text))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read location '%s': %s.".formatted(text, fact.replace("\"", "")));
  }

  @Test
  void refusesAStoreItCannotOpen() {
    assertThatThrownBy(() -> Location.of("s3://lake/orders").toPath())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot open s3://lake/orders: this version reads and writes the local file system"
                + " only, not 's3:'.");
  }
}
