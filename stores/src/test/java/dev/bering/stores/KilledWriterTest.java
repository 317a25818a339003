package dev.bering.stores;

import static dev.bering.stores.StoreContract.NOON;
import static dev.bering.stores.StoreContract.random;
import static dev.bering.stores.StoreContract.read;
import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed in the middle of writing to each kind of store. */
class KilledWriterTest {

  private static final int EXIT = 137;
  private static final int SIZE = 20 << 20;
  private static final int KILLED_AT = 12 << 20;

  @TempDir Path folder;

  /** More than is copied before anybody looks. */
  private static final long LARGE = 2L << 30;

  /**
   * The process: args are a location, a path and how to write it, or the folder to copy it from.
   */
  public static void main(String[] args) throws IOException {
    Store store = Stores.open(Location.of(args[0]));
    if (args[2].startsWith("/")) {
      Thread killer = new Thread(() -> haltWhenBegun(Path.of(args[0])));
      killer.setDaemon(true);
      killer.start();
      store.copy(Stores.open(Location.of(args[2])), args[1], LARGE, args[1]);
      return;
    }
    Content halting = () -> new HaltingInput(random(SIZE));
    if (args[2].equals("replace")) {
      store.write(args[1], halting);
    } else {
      store.writeIfAbsent(args[1], halting, NOON);
    }
  }

  private static void haltWhenBegun(Path root) {
    while (true) {
      try (Stream<Path> files = Files.list(root.resolve(Store.OWN_FOLDER).resolve("scratch"))) {
        for (Path file : files.toList()) {
          if (Files.size(file) > 0) {
            Runtime.getRuntime().halt(EXIT);
          }
        }
      } catch (IOException e) {
        Thread.onSpinWait(); // there is no scratch folder yet
      }
    }
  }

  private static final class HaltingInput extends FilterInputStream {
    private int read;

    HaltingInput(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int now = super.read(buffer, offset, length);
      read += now;
      if (read > KILLED_AT) {
        Runtime.getRuntime().halt(EXIT);
      }
      return now;
    }
  }

  private void killed(Location location, String path, String how) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
    for (String property :
        List.of("aws.endpointUrlS3", "aws.accessKeyId", "aws.secretAccessKey", "aws.region")) {
      command.add("-D%s=%s".formatted(property, System.getProperty(property)));
    }
    command.addAll(List.of(KilledWriterTest.class.getName(), location.toString(), path, how));
    Path output = Files.createTempFile(folder, "killed", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isEqualTo(EXIT);
  }

  private void survives(Location location) throws Exception {
    Store store = Stores.open(location);
    store.write("there", text("old"));
    killed(location, "there", "replace");
    killed(location, "absent", "make");
    assertThat(read(store, "there")).isEqualTo("old");
    assertThat(store.status("absent")).isEmpty();
    assertThat(store.list("")).hasSize(1);
    store.lock().close();
    assertThat(StoreContract.walked(store, ""))
        .filteredOn(path -> !path.startsWith(Store.OWN_FOLDER + "/"))
        .containsExactly("there");
    byte[] bytes = random(SIZE);
    assertThat(store.writeIfAbsent("absent", Content.of(bytes), NOON)).isTrue();
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      assertThat(store.hash("absent")).isEqualTo(ContentHash.of(in));
    }
  }

  @Test
  void leavesALocalFolderAsItWas() throws Exception {
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      survives(Location.of(folder.resolve("root")));
    }
  }

  @Test
  void leavesABucketAsItWas() throws Exception {
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      survives(S3Server.shared().bucket("killed"));
    }
  }

  @Test
  void leavesHdfsAsItWas() throws Exception {
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      survives(HdfsServer.shared().folder("killed"));
    }
  }

  @Test
  void leavesALocalFolderAsItWasThatAnotherOneIsCopiedTo() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    try (RandomAccessFile large = new RandomAccessFile(source.resolve("there").toFile(), "rw")) {
      large.setLength(LARGE);
    }
    Location location = Location.of(folder.resolve("root"));
    Store store = Stores.open(location);
    store.write("there", text("old"));
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      killed(location, "there", source.toString());
    }
    assertThat(read(store, "there")).isEqualTo("old");
    assertThat(store.list(Store.OWN_FOLDER + "/scratch")).hasSize(1);
    store.lock().close();
    assertThat(store.list(Store.OWN_FOLDER + "/scratch")).isEmpty();
    assertThat(store.list("")).hasSize(1);
  }
}
