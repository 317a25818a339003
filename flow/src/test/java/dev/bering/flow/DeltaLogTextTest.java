package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaLogTextTest {

  @TempDir Path log;

  private void commit(int version, String note) throws IOException {
    Files.writeString(
        log.resolve("%020d.json".formatted(version)),
        """
        {"commitInfo":{"operation":"WRITE","operationMetrics":{"numOutputRows":"%d","numOutputBytes":"700"},"userMetadata":"%s"}}
        {"add":{"path":"a.parquet"}}
        """
            .formatted(10 * version, note));
  }

  private Optional<Receipt> find(String note, int recent) throws IOException {
    var folder = new org.apache.hadoop.fs.Path(log.toString());
    return new DeltaLogText(FileSystem.getLocal(new Configuration()), folder).find(note, recent);
  }

  private static Optional<Receipt> receipt(long version) {
    return Optional.of(Receipt.ofRows(10 * version).withBytes(700).withVersion(version));
  }

  @Test
  void findsACommitByItsNoteAlsoIfOthersCameAfterIt() throws IOException {
    commit(0, "first");
    commit(1, "mine");
    commit(2, "theirs");

    assertThat(find("mine", 16)).isEqualTo(receipt(1));
    assertThat(find("theirs", 16)).isEqualTo(receipt(2));
    assertThat(find("nobody", 16)).isEmpty();
    assertThat(find("first", 2)).isEmpty();
  }

  @Test
  void goesOnFromTheLastCheckpointWithoutListing() throws IOException {
    Files.writeString(log.resolve("_last_checkpoint"), "{\"version\":20,\"size\":3}");
    commit(20, "at");
    commit(21, "after");
    commit(23, "never reached: there is no 22");

    assertThat(find("after", 16)).isEqualTo(receipt(21));
    assertThat(find("at", 16)).isEqualTo(receipt(20));
  }

  @Test
  void tellsNothingOfACommitThatDoesNotSayWhatItWrote() throws IOException {
    Files.writeString(
        log.resolve("%020d.json".formatted(0)),
        "{\"commitInfo\":{\"operation\":\"WRITE\",\"userMetadata\":\"mine\"}}\n");

    assertThat(find("mine", 16)).isEmpty();
  }

  private OptionalLong version() throws IOException {
    var folder = new org.apache.hadoop.fs.Path(log.toString());
    return new DeltaLogText(FileSystem.getLocal(new Configuration()), folder).version();
  }

  @Test
  void tellsTheVersionAlsoIfTheNoteOfTheLastCheckpointIsOlderThanTheLog() throws IOException {
    assertThat(version()).isEmpty();
    commit(9, "kept");
    commit(10, "newest");
    assertThat(version()).hasValue(10);
    Files.writeString(log.resolve("_last_checkpoint"), "{\"version\":9,\"size\":3}");
    assertThat(version()).hasValue(10);
    Files.writeString(log.resolve("_last_checkpoint"), "{\"version\":3,\"size\":3}");
    assertThat(version()).hasValue(10);
    Files.writeString(log.resolve("_last_checkpoint"), "{\"version\":12,\"size\":3}");
    assertThat(version()).as("the log ends before the checkpoint").isEmpty();
    Files.delete(log.resolve("%020d.json".formatted(9)));
    Files.delete(log.resolve("%020d.json".formatted(10)));
    assertThat(version()).isEmpty();
  }

  @Test
  void tellsNoVersionWhereCommitsWaitElsewhere() throws IOException {
    commit(0, "first");
    Files.createDirectory(log.resolve("_staged_commits"));
    assertThat(version()).isEmpty();
  }

  @Test
  void tellsNothingWhereThereIsNoLog() throws IOException {
    assertThat(find("mine", 16)).isEmpty();
  }
}
