package dev.bering.stores;

import static dev.bering.stores.StoreContract.read;
import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {

  @TempDir Path folder;

  /** Run in a process of its own. */
  public static void main(String[] args) throws IOException {
    Store store = Stores.open(Location.of(args[0]));
    store.write("x", text("light"));
    store.lock().close();
  }

  @Test
  void opensLocalFoldersWithoutTheLibrariesOfOtherStores() throws Exception {
    String light =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(awssdk|hadoop|httpclient).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                light,
                StoresTest.class.getName(),
                folder.resolve("root").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    assertThat(folder.resolve("root/x")).hasContent("light");
  }

  @Test
  void opensS3ByTheStandardSettings() throws IOException {
    Location bucket = S3Server.shared().bucket("standard");
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      Store store = Stores.open(Location.of("s3a://" + bucket.authority() + "/t"));
      assertThat(store.name()).isEqualTo(bucket + "/t");
      store.write("x", text("hello"));
      Store again = Stores.open(Location.of(bucket + "/other"));
      assertThat(again.copy(store, "x", 5, "y")).isInstanceOf(Copied.ByService.class);
      assertThat(read(again, "y")).isEqualTo("hello");
      assertThat(Bandwidth.ofBytesPerSecond(1).limit(again).copy(store, "x", 5, "z"))
          .isInstanceOf(Copied.ByService.class);
    }
  }

  @Test
  void opensHdfs() throws IOException {
    Store store = Stores.open(HdfsServer.shared().folder("standard"));
    store.write("x", text("hello"));
    assertThat(read(store, "x")).isEqualTo("hello");
    assertThat(store.status("nothing/x")).isEmpty();
  }

  @Test
  void copiesFromEachToEach() throws IOException {
    Location bucket = S3Server.shared().bucket("each");
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      List<Store> stores =
          List.of(
              Stores.open(Location.of(folder.resolve("root"))),
              Stores.open(bucket),
              Stores.open(HdfsServer.shared().folder("each")));
      for (Store source : stores) {
        ContentHash hash = source.write("from", text("by " + source.name()));
        for (Store target : stores) {
          target.copy(source, "from", hash.sizeBytes(), "to");
          assertThat(target.hash("to")).isEqualTo(hash);
        }
      }
    }
  }

  @Test
  void refusesASchemeThatNobodyKnows() {
    assertThatThrownBy(() -> Stores.open(Location.of("gopher://host/x")))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot open gopher://host/x: there is no store for 'gopher:'.");
    assertThatThrownBy(() -> Stores.open(Location.of("abfss://raw@lake.dfs.core.windows.net/x")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot open abfss://raw@lake.dfs.core.windows.net/x: there is no store for 'abfss:'.");
  }

  @Test
  void refusesHadoopSettingsThatAreNotThere() {
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> HadoopSettings.of(absent))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read Hadoop's settings: HADOOP_CONF_DIR names %s, and there is no such folder."
                .formatted(absent));
  }

  @Test
  void refusesAHostThatNobodyKnowsAndSaysWhereItWouldBeNamed() {
    assertNoHost(
        HadoopSettings.none(),
        "check the name; if it is one of several name nodes together, set HADOOP_CONF_DIR to the"
            + " folder with hdfs-site.xml");
    assertNoHost(
        HadoopSettings.of(folder),
        "check the name; if it is one of several name nodes together, hdfs-site.xml in %s has to name them"
            .formatted(folder));
  }

  private static void assertNoHost(HadoopSettings settings, String hint) {
    assertThatThrownBy(
            () ->
                settings.open(
                    Location.of("hdfs://no-such-host.invalid:9000/x"),
                    new Retries(Backoff.STANDARD)))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        new Problem(
                            "STORE_NO_HOST",
                            "Cannot open hdfs://no-such-host.invalid:9000/x: there is no host"
                                + " 'no-such-host.invalid:9000'.",
                            hint)));
  }
}
