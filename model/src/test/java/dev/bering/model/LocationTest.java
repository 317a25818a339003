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
    "s3a://bucket/key, s3://bucket/key",
    "S3N://bucket//a/./key//, s3://bucket/a/key",
    "s3://bucket, s3://bucket",
    "'s3://bucket/a b%20c?#&*:@ü', 's3://bucket/a b%20c?#&*:@ü'",
    "hdfs://host:9000/a/b/, hdfs://host:9000/a/b",
    "hdfs:///a/b, hdfs:///a/b",
    "'hdfs://[::1]:9000/a', 'hdfs://[::1]:9000/a'",
    "abfss://raw@lake.dfs.core.windows.net/a, abfss://raw@lake.dfs.core.windows.net/a",
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
    "s3://bucket/a/../../other/b, \"'..' leads out of it\"",
    "hdfs://host/.., \"'..' leads out of it\"",
  })
  void refusesWhatIsNoLocation(String text, String fact) {
    assertThatThrownBy(() -> Location.of(text))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read location '%s': %s.".formatted(text, fact.replace("\"", "")));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://AKIAKEY:SECRET@bucket/key, s3://..., bucket",
    "s3a://AKIAKEY:SEC/RET@bucket/key, s3a://..., bucket",
    "s3://SECRET@bucket, s3://..., bucket",
    "s3:///SECRET, s3://..., bucket",
    "hdfs://user:SECRET@host/x, hdfs://..., host",
    "hdfs://host:SECRET/x, hdfs://..., host",
    "abfss://raw:SECRET@lake/x, abfss://..., host",
  })
  void refusesCredentialsWithoutRepeatingThem(String text, String shown, String wanted) {
    assertThatThrownBy(() -> Location.of(text))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read location '%s': what follows '//' is no %s (credentials do not belong into a location)."
                .formatted(shown, wanted));
  }

  @Test
  void hidesWhatAMisspeltLocationMayHold() {
    assertThatThrownBy(() -> Location.of("s3:AKIAKEY:SECRET@bucket"))
        .hasMessage("Cannot read location 's3://...': 's3:' must be followed by '//'.");
    assertThatThrownBy(() -> Location.of("https://lake.s3.amazonaws.com/x?X-Amz-Signature=SECRET"))
        .hasMessage("Cannot read location 'https://...': a web address is no store.");
  }

  @Test
  void saysWhatBelongsToTheStoreAndWhatToThePath() {
    Location key = Location.of("s3://bucket/a b/c%20d");
    assertThat(key.authority()).isEqualTo("bucket");
    assertThat(key.pathInAuthority()).isEqualTo("/a b/c%20d");
    assertThat(key.toUri()).hasToString("s3://bucket/a%20b/c%2520d");
    assertThat(Location.of("s3://bucket").pathInAuthority()).isEmpty();
    assertThat(Location.of("hdfs:///x").authority()).isEmpty();
    assertThat(Location.of("hdfs:///x").pathInAuthority()).isEqualTo("/x");
    assertThat(Location.of("/a").authority()).isEmpty();
  }

  @Test
  void refusesToTakeAnotherStoreForLocalFiles() {
    assertThatThrownBy(() -> Location.of("s3://lake/orders").toPath())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot open s3://lake/orders: this works on files of the local file system only, not"
                + " of 's3:'.");
  }
}
