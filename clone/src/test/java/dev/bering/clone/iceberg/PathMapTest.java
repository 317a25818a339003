package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.tables.iceberg.RecordedPath;
import dev.bering.tables.iceberg.RecordedPath.UnusablePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathMapTest {

  private static PathMap map() throws UnusablePath {
    PathMap paths = new PathMap("s3://lake/replica");
    paths.move("s3a://old/wh/orders/", "");
    paths.move("s3://old/wh/orders/legacy", "imported");
    paths.keepTogether("hdfs://nn:8020/pool");
    return paths;
  }

  @ParameterizedTest
  @CsvSource({
    "s3://old/wh/orders/data/f.parquet, s3://lake/replica/data/f.parquet",
    "s3a://old/wh/orders/data/f.parquet, s3://lake/replica/data/f.parquet",
    "s3n://old/wh/orders/data/a=1%2F2/f.parquet, s3://lake/replica/data/a=1%2F2/f.parquet",
    "s3://old/wh/orders/legacy/f.parquet, s3://lake/replica/imported/f.parquet",
    "s3://old/wh/orders/legacy2/f.parquet, s3://lake/replica/legacy2/f.parquet",
    "s3://old/wh/orders, s3://lake/replica",
    "hdfs://nn:8020/pool/a/b/f.orc, s3://lake/replica/data/ext-e1938b3fb815cd29/a/b/f.orc",
  })
  void movesByTheLongestPrefix(String from, String to) throws Exception {
    assertThat(map().moved(from)).isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({
    "file:/a/b, file:/a/b",
    "file:///a//b/, file:/a/b",
    "/a/b, file:/a/b",
    "S3N://b/k, s3://b/k",
  })
  void bringsSpellingsOfOnePlaceTogether(String text, String canonical) throws Exception {
    assertThat(RecordedPath.canonical(text)).isEqualTo(canonical);
  }

  @Test
  void keepsFilesOfUnknownFoldersApart() throws Exception {
    PathMap paths = map();
    Place one = paths.place("s3://x/a/f.parquet");
    Place two = paths.place("s3://x/b/f.parquet");
    assertThat(one.path()).startsWith("data/ext-").endsWith("/f.parquet").isNotEqualTo(two.path());
    assertThat(one.root()).isEqualTo("s3://x/a");
    assertThat(one.name()).isEqualTo("f.parquet");
    assertThat(paths.known()).containsKeys("s3://x/a", "s3://x/b");
  }

  @Test
  void readsFilesWhereTheyAreHeld() throws Exception {
    PathMap paths = map();
    paths.hold("s3://old/wh/", Location.of("/backup/wh"));
    assertThat(paths.place("s3a://old/wh/orders/data/f.parquet"))
        .isEqualTo(new Place("data/f.parquet", "/backup/wh/orders", "data/f.parquet"));
  }

  @Test
  void noticesMixedSpellings() throws Exception {
    PathMap paths = map();
    paths.spelledAs("s3://old/f");
    paths.spelledAs("hdfs://nn:8020/f");
    assertThat(paths.mixedSpellings()).isEmpty();
    paths.spelledAs("s3a://old/g");
    assertThat(paths.mixedSpellings()).containsExactly("s3://", "s3a://");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data/f.parquet|path 'data/f.parquet' is not absolute",
        "/a/../f.parquet|path '/a/../f.parquet' has a segment '..'",
        "s3://b//f.parquet|path 's3://b//f.parquet' has an empty segment",
        "file://host/f|path 'file://host/f' names a host",
        "s3:/b/f|path 's3:/b/f' names no bucket or host",
        "s3://old/wh/orders|path 's3://old/wh/orders' is no file of a table",
        "s3://old/wh/orders/_bering/x|path 's3://old/wh/orders/_bering/x' is no file of a table",
      })
  void refusesPathsWithoutACertainMeaning(String text, String fact) throws Exception {
    PathMap paths = map();
    assertThatThrownBy(() -> paths.place(text)).isInstanceOf(UnusablePath.class).hasMessage(fact);
  }
}
